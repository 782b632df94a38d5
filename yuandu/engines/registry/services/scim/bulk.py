"""Bulk requests (RFC 7644 §3.7): runs of creations are written together, all else one by one, in its order."""

import logging
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from scim2_models import BulkOperation, SCIMException
from scim2_server.bulk import BulkPlan, BulkStep
from scim2_server.handler import ScimHandler
from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse
from scim2_server.routing import Operation

from yuandu.engines.registry.gateways.scim.resources import Holding, version_of
from yuandu.engines.registry.gateways.scim.said import Said, said_in
from yuandu.engines.registry.gateways.scim.schemas import RESOURCE_TYPE, Account
from yuandu.engines.registry.services.scim.opening_many import open_many
from yuandu.engines.registry.services.scim.storage import Accounts
from yuandu.kernel import scope

TOGETHER = 500  # accounts a statement

log = logging.getLogger(__name__)
Outcome = tuple[dict[str, Any], Any]


class Handler(ScimHandler):
    """Serves bulk requests of thousands in time; everything else as the library does."""

    storage: Accounts

    def bulk(self, request: ScimRequest) -> ScimResponse:
        """Run a bulk request. One that stops at a number of errors goes step by step."""
        with self.service.provider:
            self.service.route(request, Operation.bulk)
            plan = self.service.read_bulk(request.body, request.header("Content-Type"))
            for run in runs(plan):
                opened = self.opened_together(request, plan, run)
                for step in run:
                    if plan.stopped:
                        break
                    result, resource = opened.get(step.index) or self.run_bulk_step(request, plan, step)
                    plan.record(step, result, resource)
            return self.service.bulk_response(plan)

    def opened_together(
        self, request: ScimRequest, plan: BulkPlan, run: list[BulkStep]
    ) -> dict[int, Outcome]:
        """Return the outcome of each creation of the run that was plain enough to be written with others."""
        saids = {step.index: said for step in run if (said := said_plainly(plan, step))}
        if len(saids) < 2 or plan.fail_on_errors is not None:
            return {}
        with transaction.atomic(), scope.platform():
            found = open_many(list(saids.values()), client=self.storage.client, at=self.storage.at)
        opened = zip(saids, found, strict=True)
        return {index: self.outcome(request, plan, index, one) for index, one in opened if one}

    def outcome(self, request: ScimRequest, plan: BulkPlan, index: int, opened: Holding) -> Outcome:
        """Return what the answer tells of a creation, and what later operations may refer to."""
        pk = str(opened.link.user_id)
        result = {
            "method": BulkOperation.Method.post,
            "bulk_id": plan.operations[index].bulk_id,
            "status": 201,
            "location": self.service.resource_location(request.base_url, RESOURCE_TYPE, pk),
            "version": version_of(opened),
        }
        return result, Account.model_construct(id=pk)

    def run_bulk_step(self, request: ScimRequest, plan: BulkPlan, step: BulkStep) -> Outcome:
        """Apply one operation; what is our own fault is logged, and tells the client nothing."""
        result, resource = super().run_bulk_step(request, plan, step)
        if int(result["status"]) >= 500:
            log.error("SCIM bulk operation %s failed: %s", step.index, result.get("response"))
        return result, resource


def runs(plan: BulkPlan) -> Iterator[list[BulkStep]]:
    """Yield the steps in their order, creations that follow each other together."""
    run: list[BulkStep] = []
    for step in plan.steps:
        is_creation = plan.operation(step).method == BulkOperation.Method.post
        if run and (not is_creation or len(run) == TOGETHER):
            yield run
            run = []
        if is_creation:
            run.append(step)
        else:
            yield [step]
    if run:
        yield run


def said_plainly(plan: BulkPlan, step: BulkStep) -> Said | None:
    """Return what a valid creation of an account says; None for one that is to be looked at by itself."""
    operation = plan.operation(step)
    is_valid = operation.response is None and isinstance(operation.data, Account)
    if not is_valid or operation.path != "/Users" or plan.references(operation):
        return None
    if operation.bulk_id is not None and not plan.is_creation(step.index, operation.bulk_id):
        return None
    try:
        return said_in(operation.data)
    except SCIMException:
        return None
