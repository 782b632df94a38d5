"""What a file says of a person, checked and brought to the form in which it is kept."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from yuandu.engines.registry import rules
from yuandu.engines.registry.rules.names import normalise_name
from yuandu.engines.registry.services.intake.drafts import Complaint, complaint, complaint_of_paper
from yuandu.engines.registry.services.intake.surroundings import Surroundings

NAME_LIMIT = 80  # characters
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
FIRST_HAN = "\u2e80"
SENSE = ("birth_on", "sex")


class Person:
    """The values of one person as they come together; `complaints` are what is wrong with them.

    An error among the complaints keeps the person out. `fields` names the file's columns for the complaints.
    """

    def __init__(self, around: Surroundings, *, file: str, line: int, fields: Mapping[str, str]) -> None:
        self.around = around
        self.file = file
        self.line = line
        self.fields = fields
        self.values: dict[str, Any] = {}
        self.papers: dict[str, str] = {}
        self.complaints: list[Complaint] = []

    def named(self, name: str) -> None:
        """Take the name, and the keys by which it is found."""
        name = normalise_name(name)
        if len(name) > NAME_LIMIT:
            self.complain("name_long", "name", name)
        keys = rules.pinyin_of(name, of_person=True)
        self.values |= {
            "name": name[:NAME_LIMIT],
            "pinyin": keys.full.replace(" ", "")[:200],
            "initials": keys.initials[:40],
        }

    def proven(self, kind: str, number: str | None) -> None:
        """Take a paper, checked by the rules of its kind; an identity card says birth date and sex as well."""
        if not number:
            return
        number = rules.normalise(number)
        if kind == "id_card":
            self.proven_by_card(number)
        elif not (kind == "pupil_number" and number == "G" + self.papers.get("id_card", "")):
            self.complain_of_paper(kind, number, id_card=self.papers.get("id_card"))
        self.papers[kind] = number

    def proven_by_card(self, number: str) -> None:
        """Take what an identity number says; it is judged in full only where it is not plainly good."""
        facts = rules.facts_of_id_card(number)
        if facts is None or facts.birth_on > self.around.on or facts.area not in self.around.areas:
            self.complain_of_paper("id_card", number)
        if facts:
            self.values |= {"birth_on": facts.birth_on.isoformat(), "sex": facts.sex}

    def complain_of_paper(self, kind: str, number: str, *, id_card: str | None = None) -> None:
        """Note what the rules say of the number."""
        faults = rules.faults_of_paper(
            kind, number, areas=self.around.areas, on=self.around.on, id_card=id_card
        )
        field = self.fields.get(kind, kind)
        self.complaints += [
            complaint_of_paper(fault, file=self.file, line=self.line, field=field, value=number)
            for fault in faults
        ]

    def called(self, numbers: Iterator[str | None]) -> None:
        """Take the first telephone number that is one, mobile numbers before others."""
        plain = [rules.without_country_code(rules.normalise(number)) for number in numbers if number]
        good = [number for number in plain if rules.is_mobile(number)] or [
            number for number in plain if rules.is_landline(number)
        ]
        if good:
            self.values["phone"] = good[0]
        elif plain:
            self.complain("phone_unfit", "phone", plain[0], is_warning=True)

    def written_to(self, email: str | None) -> None:
        """Take the e-mail address."""
        if email and EMAIL.fullmatch(email) and len(email) <= 254:
            self.values["email"] = email
        elif email:
            self.complain("email_unfit", "email", email, is_warning=True)

    def coded(self, name: str, table: str, text: str | None) -> None:
        """Take a value of a code table, written as code or title."""
        code = self.around.code(table, text)
        if code:
            self.values[name] = code
        elif text:
            self.complain("code_unknown", name, text, is_warning=True)

    def sensed(self, *, birth_on: str | None, sex: str | None) -> None:
        """Take birth date and sex where no identity card says them; say so where it says otherwise."""
        for name, said in zip(SENSE, (birth_on, sex), strict=True):
            known = self.values.setdefault(name, said) if said else None
            if known != said:
                code = "birth_differs" if name == "birth_on" else "sex_differs"
                self.complain(code, name, said or "", is_warning=True)

    def complain(self, code: str, name: str, value: str, *, is_warning: bool = False) -> None:
        """Note a complaint about one of the person's values."""
        field = self.fields.get(name, name)
        self.complaints.append(
            complaint(code, file=self.file, line=self.line, field=field, value=value, is_warning=is_warning)
        )

    @property
    def is_good(self) -> bool:
        """Whether nothing keeps the person out."""
        return all(one.is_warning for one in self.complaints)

    def all_values(self) -> dict[str, Any]:
        """Return everything said, with the papers by their kind."""
        return self.values | {"papers": self.papers} if self.papers else self.values


def whole_name(*, family: str | None, given: str | None, middle: str | None = None) -> str:
    """Return the name as it is written: 姓 before 名 without a space, others given name first."""
    parts = [family, middle, given]
    if any(part and part[0] >= FIRST_HAN for part in (family, given)):
        return "".join(part for part in parts if part)
    return " ".join(part for part in (given, middle, family) if part)
