import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mapping.models import Entity
from sse_portal.basics.text import fold
from sse_portal.reference.services import load_reference

pytestmark = pytest.mark.django_db

NAMES = [
    "សហគមន៍កសិកម្មរុងរឿងបាត់ដំបង", "สหกรณ์ออมทรัพย์ร่วมใจ", "Hợp tác xã Đồng Tâm", "Өнөрлүү Айым кооперативи",
    "Хөх Тэнгэр хоршоо", "Cooperative \"Ala-Too\" 100%_", "O'Neill",
]  # fmt: skip


@pytest.fixture
def names():
    load_reference()
    for name in NAMES:
        an_entity(name)


def an_entity(name):
    return Entity.objects.create(country_id="KH", name=name, names_folded=fold(name))


def found(text):
    return set(Entity.objects.named(text).values_list("name", flat=True))


@pytest.mark.parametrize(
    ("typed", "index"),
    [
        ("កសិកម្ម", 0), ("រឿង", 0), ("ออมทรัพย์", 1), ("ใจ", 1), ("dong tam", 2), ("ĐỒNG", 2), ("айым", 3),
        ("тэнг", 4), ('"ala', 5), ("100%_", 5), ("o'n", 6),
    ],
)  # fmt: skip
def test_a_part_of_a_name_finds_it_in_any_script(names, typed, index):
    assert found(typed) == {NAMES[index]}


@pytest.mark.parametrize("typed", ["%%%", "___", "AND", "OR x", "*", "a* OR b", "(((", "'; --", "xyz"])
def test_signs_with_a_meaning_for_the_database_have_none_here(names, typed):
    assert found(typed) == {name for name in NAMES if fold(typed) in fold(name)}


def test_the_index_follows_changes_and_removals(names):
    entity = an_entity("Rumdoul Weavers")
    Entity.objects.filter(pk=entity.pk).update(name="Samaki", names_folded="samaki")
    assert not found("rumdoul") and found("samaki") == {"Samaki"}
    Entity.objects.filter(pk=entity.pk).delete()
    assert not found("samaki")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_piece_of_any_name_finds_what_a_scan_finds(names, data):
    name = fold(data.draw(st.sampled_from(NAMES)))
    start = data.draw(st.integers(0, len(name) - 1))
    piece = name[start : start + data.draw(st.integers(1, 8))]
    assert found(piece) == {other for other in NAMES if fold(piece) in fold(other)}
