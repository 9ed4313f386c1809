import pytest

from mapping.models import Entity
from mapping.services.duplicates import COLUMNS, core, likely_duplicates, likely_pairs, similarity
from mapping.services.entities import register_entity
from tests.factories import an_entity

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


def uids(found):
    return [candidate.uid for candidate in found]


@pytest.mark.parametrize(
    ("country", "stored", "typed"),
    [
        ("KH", "Rumdoul Weavers Association", "Rumdoul Weaver's association"),
        ("KH", "សហគមន៍កសិកម្មរុងរឿងព្រៃវែង", "សហគមន៍កសិកម្ម រុងរឿង ព្រៃវែង"),
        ("TH", "สหกรณ์ออมทรัพย์ครูนครศรีธรรมราช จำกัด", "สหกรณ์ออมทรัพย์ครูนครศรีธรรมราช"),
        ("VN", "Hợp tác xã Nông nghiệp Nghĩa Hưng", "HTX nong nghiep Nghia Hung"),
        ("KG", "Сельскохозяйственный кооператив «Ала-Тоо Береке»", "Ала-Тоо Береке кооперативи"),
        ("MN", "Хөвсгөл ноолуур хоршоо", "Хөвсгөлийн ноолуур хоршоо"),
    ],
)
def test_a_name_written_differently_is_found(country, stored, typed):
    entity = an_entity(country, stored)
    an_entity(country, "Something else altogether")
    assert uids(likely_duplicates(country=country, name=typed)) == [str(entity.uid)]


def test_a_name_in_the_other_script_is_found_by_the_local_name():
    entity = an_entity("KH", "Rung Roeang", name_local="សហគមន៍កសិកម្មរុងរឿង")
    found = likely_duplicates(country="KH", name="Prosperous farmers", name_local="រុងរឿង")
    assert uids(found) == [str(entity.uid)]


def test_what_only_the_legal_form_has_in_common_is_no_duplicate():
    an_entity("VN", "Hợp tác xã Bình Minh")
    an_entity("KH", "Agricultural cooperative Samaki")
    assert likely_duplicates(country="VN", name="Hợp tác xã Hoà Phát") == ()
    assert likely_duplicates(country="KH", name="Agricultural cooperative Preah Vihear") == ()


def test_region_and_legal_form_decide_the_order_and_are_named():
    far = an_entity("KH", "Samaki Takeo", region_id="KH-21")
    near = an_entity("KH", "Samaki Takeo", region_id="KH-12", legal_form_id="KH-AC")
    found = likely_duplicates(country="KH", name="Samaki Takeo", region="KH-12", legal_form="KH-AC")
    assert uids(found) == [str(near.uid), str(far.uid)]
    assert (found[0].score, len(found[0].reasons), len(found[1].reasons)) == (100, 3, 1)


def test_removed_left_out_and_foreign_entities_are_not_offered():
    one = an_entity("KH", "Samaki Takeo")
    an_entity("KH", "Samaki Takeo", removed_at="2026-01-01T00:00Z")
    an_entity("TH", "Samaki Takeo")
    assert likely_duplicates(country="KH", name="Samaki Takeo", leave_out=[one.uid]) == ()


@pytest.mark.parametrize("name", ["", "x", "ab", "--", '"', "' OR 1=1 --", "%", "a" * 200, "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 ☃"])
def test_odd_names_find_nothing_and_break_nothing(name):
    an_entity("KH", "Samaki Takeo")
    assert likely_duplicates(country="KH", name=name) == ()


def test_it_asks_one_question_and_compares_a_bounded_number(django_assert_num_queries):
    Entity.objects.bulk_create(
        Entity(country_id="KH", name=f"Samaki Takeo {number}", names_folded=f"samaki takeo {number}")
        for number in range(300)
    )
    likely_duplicates(country="KH", name="Samaki Takeo 7")
    with django_assert_num_queries(1):
        found = likely_duplicates(country="KH", name="Samaki Takeo 7")
    assert 0 < len(found) <= 5


def test_what_is_registered_is_found_again(sokha):
    register_entity(by=sokha, country="KH", values={"name": "Rumdoul Weavers", "name_local": "អ្នកត្បាញរំដួល"})
    assert likely_duplicates(country="KH", name="Rumdul Weavers")[0].name == "Rumdoul Weavers"
    assert likely_duplicates(country="KH", name="អ្នកត្បាញ រំដួល")[0].name == "Rumdoul Weavers"


def test_the_core_of_a_name_leaves_the_legal_form_out_unless_nothing_else_is_left():
    assert core("KH", "Agricultural Cooperative of Samaki") == "samaki"
    assert core("KH", "Agricultural Cooperative") == "agricultural cooperative"


def test_names_in_two_scripts_are_not_compared():
    assert similarity("samaki", "самаки") == 0
    assert similarity("samaki", "samaki") == 1


def test_pairs_within_a_study_are_found_wherever_they_stand():
    names = [f"Organisation {number * 7919 % 1000:03d} {number}" for number in range(40)]
    for name in (*names, "Rumdoul Weavers", "Takeo Fishers", "Rumdul Weavers"):
        an_entity("KH", name, region_id="KH-12")
    pairs = likely_pairs("KH", list(Entity.objects.order_by("id").values_list(*COLUMNS)), most=100)
    together = [{pair.one.name, pair.other.name} for pair in pairs]
    assert {"Rumdoul Weavers", "Rumdul Weavers"} in together
    assert not any("Takeo Fishers" in pair for pair in together)
