"""What changes systems, sign-ons and tokens."""

from yuandu.site.provider.services.clients import (
    change_client,
    register_client,
    resume_client,
    rotate_secret,
    stop_client,
)
from yuandu.site.provider.services.sign_ons import (
    agree,
    end_gone_sessions,
    end_tokens,
    leave_client,
    note_refusal,
    sign_on,
    sign_out_everywhere,
    tell_signed_out,
    withdraw,
)
from yuandu.site.provider.services.tokens import clear_expired, exchange, issue_to_machine, renew, revoke

__all__ = [
    "agree",
    "change_client",
    "clear_expired",
    "end_gone_sessions",
    "end_tokens",
    "exchange",
    "issue_to_machine",
    "leave_client",
    "note_refusal",
    "register_client",
    "renew",
    "resume_client",
    "revoke",
    "rotate_secret",
    "sign_on",
    "sign_out_everywhere",
    "stop_client",
    "tell_signed_out",
    "withdraw",
]
