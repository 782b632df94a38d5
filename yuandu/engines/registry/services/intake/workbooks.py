"""From the rows of the platform's own templates to drafts. Places are named by what people call them.

Keys: "at:…" is a mention of an organisation by name or code, "row:…" a row of the file that is one, "class:…"
and "grade:…" a class and its cohort at a school that is mentioned.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from yuandu.engines.registry import rules
from yuandu.engines.registry.gateways import TEMPLATES, Row
from yuandu.engines.registry.rules.grades import SIX_THREE, cohort_label, entry_year_of
from yuandu.engines.registry.services.intake.drafts import Complaint, Draft, complaint
from yuandu.engines.registry.services.intake.people import Person
from yuandu.engines.registry.services.intake.surroundings import Surroundings

Said = Iterator[Draft | Complaint]
Values = Mapping[str, Any]
BETWEEN_CLASSES = "、,，;；"


class Templates:
    """The translator of one workbook; it says each place and person once, however many rows name them."""

    def __init__(self, around: Surroundings, *, kind: str, file: str) -> None:
        self.around = around
        self.file = file
        self.said: set[str] = set()
        self.titles = {column.name: column.title for column in TEMPLATES[kind].columns}
        self.translate: Callable[[Row], Said] = {
            "organisations": self.organisation,
            "staff": self.member_of_staff,
            "pupils": self.pupil,
        }[kind]

    def said_by(self, row: Row) -> Said:
        """Give the drafts of a row and the complaints about it."""
        return self.translate(row)

    def once(self, *drafts: Draft) -> Iterator[Draft]:
        """Give the drafts that no earlier row gave."""
        for draft in drafts:
            key = f"{draft.kind}:{draft.sourced_id}"
            if key not in self.said:
                self.said.add(key)
                yield draft

    # — places

    def organisation(self, row: Row) -> Said:
        said = row.values
        level = self.around.code("organisation_level", said["level"])
        is_school = level == "school"
        table = "school_kind" if is_school else "organisation_kind"
        values = {
            "name": said["name"],
            "short_name": (said["short_name"] or "")[:60],
            "level": level,
            "kind": self.around.code(table, said["school_kind" if is_school else "kind"]),
            "urban_rural": self.around.code("urban_rural", said["urban_rural"]),
            "opened_on": said["opened_on"],
            "closed_on": said["closed_on"],
            "marks": {name: said[name] for name in ("address", "phone") if said[name]},
        }
        yield from self.identify(row, values)
        yield from self.mention(said["parent"])
        key = f"row:{said['name']}:{values.get('identifier', '')}"
        yield Draft("organisation", key, values, place=f"at:{said['parent']}")

    def identify(self, row: Row, values: dict[str, Any]) -> Iterator[Complaint]:
        """Take the official codes into the values."""
        said = row.values
        for name, fits, code in (
            ("identifier", rules.is_institution_code, "institution_code"),
            ("uscc", rules.is_uscc, "uscc"),
        ):
            number = rules.normalise(said[name] or "")
            if number and not fits(number):
                yield self.complain(row, code, name, number, is_warning=True)
            elif number:
                values[name] = number
        if said["area"] in self.around.area_ids:
            values["area_id"] = self.around.area_ids[said["area"]]
        elif said["area"]:
            yield self.complain(row, "area_unknown", "area", said["area"], is_warning=True)

    def mention(self, text: str) -> Iterator[Draft]:
        """Give the mention of an organisation by name or code."""
        yield from self.once(Draft("organisation", f"at:{text}", {"name": text, "is_mention": True}))

    # — staff

    def member_of_staff(self, row: Row) -> Said:
        said = row.values
        kind = self.around.code("paper_kind", said["paper_kind"]) or "id_card"
        person = self.person(row, kind=kind)
        yield from person.complaints
        if not person.is_good:
            return
        key = f"{kind}:{person.papers[kind]}:{person.values['name']}"
        yield from self.once(Draft("person", key, person.all_values()))
        yield from self.mention(said["organisation"])
        place = f"at:{said['organisation']}"
        values = {
            "kind": self.around.code("post_kind", said["post_kind"]),
            "subject": self.around.code("subject", said["subject"]),
            **{name: said[column] for name, column in SPELL if said[column]},
        }
        for where in self.classes_in(said["classes"], place):
            if isinstance(where, Draft):
                yield from self.once(where)
                where = where.sourced_id
            yield Draft("post", f"{row.line}:{where}", values, where, whose=key)

    def classes_in(self, text: str | None, place: str) -> Iterator[Draft | str]:
        """Give the classes that are named at a place, or the place itself where none is."""
        names = [text]
        for sign in BETWEEN_CLASSES:
            names = [part for name in names for part in (name or "").split(sign)]
        for name in filter(None, (name.strip() for name in names)):
            values = {"name": name, "level": "class", "is_mention": True}
            yield Draft("organisation", f"class:{place}:{name}", values, place)
        if not any(names):
            yield place

    # — pupils and their guardians

    def pupil(self, row: Row) -> Said:
        said = row.values
        kind = self.around.code("paper_kind", said["paper_kind"]) or "id_card"
        person = self.person(row, kind=kind)
        person.proven("pupil_number", said["pupil_number"])
        if not person.papers:
            person.complain("no_paper", "paper_number", "")
        yield from person.complaints
        if not person.is_good:
            return
        kind, number = next(iter(person.papers.items()))
        key = f"{kind}:{number}:{person.values['name']}"
        yield from self.once(Draft("person", key, person.all_values()))
        clazz = None
        for draft in self.class_of(said):
            yield from self.once(draft)
            clazz = draft.sourced_id
        values = {"kind": "pupil"} | ({"from_on": said["begins_on"]} if said["begins_on"] else {})
        yield Draft("post", f"{row.line}:pupil", values, clazz, whose=key)
        for place in (1, 2):
            yield from self.guardian(row, place, pupil=key, ward={"kind": kind, "number": number})

    def class_of(self, said: Values) -> Iterator[Draft]:
        """Give the school, the cohort if it can be told, and the class, each where the next one lies."""
        yield Draft("organisation", f"at:{said['school']}", {"name": said["school"], "is_mention": True})
        place, values = f"at:{said['school']}", {"name": said["class_name"], "level": "class"}
        grade = self.around.codes["grade"].get(self.around.code("grade", said["grade"]))
        if grade:
            stage, number = grade.extra["stage"], grade.extra["grade_no"].get(SIX_THREE)
            year = entry_year_of(stage, SIX_THREE, number, self.around.on) if number else None
            values |= {"stage": stage, "entry_year": year}
            if year:
                cohort = {"name": cohort_label(year), "level": "grade", "stage": stage, "entry_year": year}
                yield Draft("organisation", f"grade:{place}:{stage}:{year}", cohort, place)
                place = f"grade:{place}:{stage}:{year}"
        yield Draft("organisation", f"class:{place}:{said['class_name']}", values, place)

    def guardian(self, row: Row, place: int, *, pupil: str, ward: Mapping[str, str]) -> Said:
        """Give a guardian and the tie to the pupil; without a paper found again by the pupil and the name."""
        said = {name: row.values[f"guardian_{place}_{name}"] for name in GUARDIAN}
        if not said["name"]:
            return
        titles = {
            "name": f"guardian_{place}_name",
            "id_card": f"guardian_{place}_paper_number",
            "phone": f"guardian_{place}_phone",
        }
        fields = {name: self.titles[column] for name, column in titles.items()}
        person = Person(self.around, file=self.file, line=row.line, fields=fields)
        person.named(said["name"])
        person.proven("id_card", said["paper_number"])
        person.called(iter((said["phone"],)))
        yield from person.complaints
        if not person.is_good:
            return
        known_by = person.papers.get("id_card") or person.values.get("phone") or pupil
        key = f"guardian:{known_by}:{person.values['name']}"
        yield from self.once(Draft("person", key, person.all_values() | {"ward": ward}))
        values = {"is_first": place == 1}  # the first is the primary one, unless that has been decided
        if relation := self.around.code("guardian_relation", said["relation"]):
            values["relation"] = relation
        yield from self.once(Draft("guardianship", f"{pupil}>{key}", values, whose=pupil, other=key))

    # — both

    def person(self, row: Row, *, kind: str) -> Person:
        """Return the person of a row, with the papers and values that both templates have."""
        said = row.values
        person = Person(self.around, file=self.file, line=row.line, fields=self.fields(kind))
        person.named(said["name"])
        person.proven(kind, said["paper_number"])
        person.called(iter((said.get("phone"),)))
        person.coded("ethnic_group", "ethnic_group", said["ethnic_group"])
        sex = self.around.code("sex", said["sex"])
        person.sensed(birth_on=said["born_on"], sex=sex if sex in ("1", "2") else None)
        return person

    def fields(self, kind: str) -> dict[str, str]:
        """Return the titles of the columns by the names that a person's values have."""
        titles = self.titles
        return titles | {kind: titles["paper_number"], "birth_on": titles["born_on"]}

    def complain(self, row: Row, code: str, name: str, value: str, *, is_warning: bool = False) -> Complaint:
        return complaint(
            code, file=self.file, line=row.line, field=self.titles[name], value=value, is_warning=is_warning
        )


SPELL = (("from_on", "begins_on"), ("to_on", "ends_on"))
GUARDIAN = ("name", "relation", "paper_number", "phone")
