"""Numbers by which people and institutions are known: form, check digits, and what they say.

All functions take a normalised number (`normalise`): half-width, capitals, no blanks.
"""

from yuandu.engines.registry.rules.identifiers.id_cards import (
    IdCardFacts,
    facts_of_id_card,
    faults_of_id_card,
    id_card_check_digit,
    is_id_card,
    upgrade_id_card,
)
from yuandu.engines.registry.rules.identifiers.institutions import (
    is_institution_code,
    is_uscc,
    uscc_check_digit,
)
from yuandu.engines.registry.rules.identifiers.normalising import normalise
from yuandu.engines.registry.rules.identifiers.papers import (
    faults_of_paper,
    is_birth_certificate,
    is_chinese_passport,
    is_foreigner_residence,
    is_hkm_permit,
    is_passport,
    is_residence_hkmt,
    is_taiwan_permit,
)
from yuandu.engines.registry.rules.identifiers.phones import is_landline, is_mobile, without_country_code
from yuandu.engines.registry.rules.identifiers.pupil_numbers import (
    PupilNumberKind,
    faults_of_pupil_number,
    is_pupil_number,
    may_become,
    pupil_number_from_id_card,
    pupil_number_kind,
)

__all__ = [
    "IdCardFacts",
    "PupilNumberKind",
    "facts_of_id_card",
    "faults_of_id_card",
    "faults_of_paper",
    "faults_of_pupil_number",
    "id_card_check_digit",
    "is_birth_certificate",
    "is_chinese_passport",
    "is_foreigner_residence",
    "is_hkm_permit",
    "is_id_card",
    "is_institution_code",
    "is_landline",
    "is_mobile",
    "is_passport",
    "is_pupil_number",
    "is_residence_hkmt",
    "is_taiwan_permit",
    "is_uscc",
    "may_become",
    "normalise",
    "pupil_number_from_id_card",
    "pupil_number_kind",
    "upgrade_id_card",
    "uscc_check_digit",
    "without_country_code",
]
