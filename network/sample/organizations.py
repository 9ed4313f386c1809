"""Partners that do not exist: what each is, in English and in the national language."""

import csv
from pathlib import Path

HERE = Path(__file__).parent
# Members of the national unions, one in each of the first regions: what they are called, in English and locally.
LOCAL_MEMBERS = 17
LOCAL = {
    "KH": ("km", "សហករណ៍{} (គំរូ)"),
    "KG": ("ky", "{} кооперативи (үлгү)"),
    "MN": ("mn", "{} хоршоо (жишээ)"),
    "TH": ("th", "สหกรณ์{} (ตัวอย่าง)"),
    "VN": ("vi", "Hợp tác xã {} (mẫu)"),
}


def partners():
    """The rows of organizations.csv as raw values of an organisation."""
    with (HERE / "organizations.csv").open(encoding="utf-8", newline="") as file:
        return [_values(row) for row in csv.DictReader(file)]


def _values(row):
    names = {key.removeprefix("name_"): text for key, text in row.items() if key.startswith("name_") and text}
    plain = {name: row[name] for name in ("kind", "constituency", "name")}
    return {"country": row["country"] or None, "names": names, **plain}


def local_members(iso2, regions):
    """Raw values of a cooperative in each of the first `regions` of a country."""
    language, pattern = LOCAL[iso2]
    for region in regions[:LOCAL_MEMBERS]:
        local = pattern.format(region.names.get(language) or region.names["en"])
        yield {
            "country": iso2, "region": region.code, "kind": "cooperative", "constituency": "SSE",
            "name": f"Sample Cooperative of {region.names['en']}", "names": {language: local},
        }  # fmt: skip
