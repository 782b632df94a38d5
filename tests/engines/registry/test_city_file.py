"""The city's own file says what the public list of divisions says, and names who administers."""

import csv
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[3]
DIVISIONS = ROOT / "../shared/data/geo/weifang-divisions.csv"


@pytest.fixture(scope="module")
def city():
    return yaml.safe_load((ROOT / "city/weifang.yaml").read_text())


def test_the_areas_are_those_of_the_public_list(city):
    with DIVISIONS.open(newline="") as file:
        rows = list(csv.DictReader(file))
    names = {row["code"]: row["name"] for row in rows}
    listed = {
        # the list writes "高密市朝阳街道" where the street is called 朝阳街道
        row["code"].ljust(6, "0"): (
            row["name"].removeprefix(names.get(row["parent_code"], "-")) or row["name"],
            row["level"],
            row["parent_code"].ljust(6, "0") if row["parent_code"] else None,
        )
        for row in rows
    }

    areas = {area["code"]: (area["name"], area["level"], area.get("parent")) for area in city["areas"]}

    assert areas == listed
    assert len(city["areas"]) == len(listed) == 137


def test_twelve_counties_three_branches_and_a_zone_administer(city):
    kinds = [unit["kind"] for unit in city["units"]]

    assert kinds == ["county"] * 12 + ["branch"] * 3 + ["zone"]
    assert [unit["short"] for unit in city["units"][12:]] == ["高新", "滨海", "峡山", "经济"]


def test_every_unit_has_its_own_code_and_its_own_tile(city):
    units = city["units"]

    codes = {unit["code"] for unit in units}
    tiles = {(unit["tile"]["x"], unit["tile"]["y"]) for unit in units}

    assert (len(codes), len(tiles)) == (16, 16)
    assert not any("." in code for code in codes)
    assert [unit["code"] for unit in units if unit["kind"] == "county"] == [
        area["code"] for area in city["areas"] if area["level"] == "county" and not area.get("statistical")
    ]


def test_every_area_that_a_unit_names_is_in_the_list_and_every_county_is_named(city):
    known = {area["code"] for area in city["areas"]}
    named = {code for unit in city["units"] for code in unit["areas"]}

    assert named <= known
    assert {area["code"] for area in city["areas"] if area["level"] == "county"} <= named


def test_what_was_not_verified_is_not_tagged_as_official(city):
    doubtful = {unit["short"]: unit["areas_source"] for unit in city["units"] if unit["areas_source"] != "V"}

    assert doubtful == {"峡山": "M", "经济": "M"}
    assert all(unit["note"] for unit in city["units"] if unit["short"] in doubtful)


def test_retired_codes_are_not_in_use_any_more(city):
    retired = [area["code"] for area in city["retired_areas"]]

    assert retired == ["370721", "370722", "370723", "370726", "370727", "370728", "370729"]
    assert not set(retired) & {area["code"] for area in city["areas"]}
