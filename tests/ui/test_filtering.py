import pytest
from django import forms

from sse_portal.ui.filtering import ListFilter, SearchText, by_label, country_choices


class Asking(ListFilter):
    beside = ("order",)
    q = SearchText(label="Name")
    kind = forms.ChoiceField(required=False)
    order = forms.CharField(required=False)

    def __init__(self, data):
        super().__init__(data)
        self.offer("kind", [("a", "First")])


def read(**data):
    form = Asking(data)
    form.full_clean()
    return form


def test_only_what_narrows_the_list_counts_as_asked():
    form = read(q=" samaki ", kind="", order="newest")
    assert form.asked == {"q": "samaki"}
    assert form.active == 1


def test_a_menu_begins_with_everything():
    assert [code for code, _label in read().fields["kind"].choices] == ["", "a"]
    assert str(read().fields["kind"].choices[0][1]) == "all"


def test_the_choice_of_nothing_can_be_called_otherwise():
    form = read()
    form.offer("kind", [("a", "First")], "standing")
    assert form.fields["kind"].choices == [("", "standing"), ("a", "First")]


def test_a_choice_that_is_not_offered_is_refused_at_its_field():
    assert list(read(kind="b").errors) == ["kind"]


@pytest.mark.parametrize("text", ["\x00", "a\x07", "\ud800", "a" * 101])
def test_what_no_database_should_be_asked_is_refused_at_its_field(text):
    form = read(q=text)
    assert list(form.errors) == ["q"]
    assert form.asked == {}


def test_the_letters_of_a_search_are_brought_into_one_form():
    assert read(q="e\u0301te").asked == {"q": "\u00e9te"}


def test_a_search_may_be_empty():
    assert read(q="   ").is_valid()
    assert read(q="   ").asked == {}


def test_choices_stand_in_the_order_of_their_labels():
    assert by_label([("a", "Zebra"), ("b", "Ant")]) == [("b", "Ant"), ("a", "Zebra")]


def test_every_country_is_offered_by_its_name(reference):
    names = [name for _code, name in country_choices()]
    assert names == sorted(names)
    assert "Cambodia" in names
