"""The dry run and the import itself: recognised, decided, written once."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from network.interchange.files import read_file
from network.interchange.incoming import Incoming
from network.models import Organization, Relationship
from network.services.import_plan import plan_import
from network.services.imports import Undecided, counts_of, run_import
from network.services.merges import merge_organizations
from sse_portal.basics.problems import Invalid
from sse_portal.records.models import Change
from tests.network.factories import a_relationship, an_organization

pytestmark = pytest.mark.django_db
ROR = Path(__file__).parents[2] / "data" / "ror_sample.csv"
UID = "0198c0de-0000-7000-8000-000000000001"


def row(number=2, name="Samaki", country="KH", **given):
    values = {"name": name} | given.pop("values", {})
    return Incoming(number, values=values, country=country, **given)


def outcomes(by, *rows, **options):
    return [each.outcome for each in plan_import(by=by, rows=list(rows), **options)]


def test_the_real_file_of_ror_comes_in_once(rana):
    done = run_import(by=rana, rows=read_file(ROR).rows)
    again = run_import(by=rana, rows=read_file(ROR).rows)

    assert done.counts == {"create": 106, "skipped": 6}
    assert again.counts == {"unchanged": 106, "skipped": 6}
    assert Organization.objects.count() == 106
    child = Organization.objects.get(name="Viện Trần Nhân Tông")
    assert child.parent.name == "Vietnam National University, Hanoi"
    successor = Relationship.objects.get(kind="successor_of")
    assert successor.subject.name == "Thailand Science Research and Innovation"
    assert successor.object.name == "Thailand Research Fund"
    assert Organization.objects.named("សាកលវិទ្យាល័យ").exists()


def test_a_country_that_is_not_kept_stays_out(chenda):
    done = run_import(by=chenda, rows=read_file(ROR).rows)
    assert done.counts["create"] == 19
    assert set(Organization.objects.values_list("country", flat=True)) == {"KH"}


def test_an_identifier_or_the_public_id_recognises_an_organisation(chenda):
    known = an_organization(name="Samaki", identifier=("KH-MOI", "7"), names={"en": "Samaki"})

    by_number = row(name="Samaki Union", identifiers=[("KH-MOI", "7")], values={"names": {"km": "សាមគ្គី"}})
    (planned,) = plan_import(by=chenda, rows=[by_number])
    run_import(
        by=chenda,
        rows=[row(uid=str(known.uid), name="Samaki Union", values={"acronym": "SU"})],
        reason="x.csv",
    )

    assert (planned.outcome, planned.organization) == ("update", known)
    assert ("names", {"en": "Samaki"}, {"en": "Samaki", "km": "សាមគ្គី"}) in planned.changes
    known.refresh_from_db()
    assert (known.name, known.acronym, known.names) == ("Samaki Union", "SU", {"en": "Samaki"})
    assert Change.objects.about(known).get().reason == "x.csv"


def test_nothing_is_taken_away(chenda):
    known = an_organization(name="Samaki", identifier=("KH-MOI", "7"), acronym="S", other_names=["Old"])
    assert outcomes(chenda, row(identifiers=[("KH-MOI", "7")])) == ["unchanged"]
    run_import(by=chenda, rows=[row(uid=str(known.uid), identifiers=[("KH-MOI", "8")])])
    assert sorted(known.identifiers.values_list("value", flat=True)) == ["7", "8"]


def test_one_of_the_same_name_and_country_is_decided_by_somebody(chenda, rana):
    known = an_organization(name="SAMAKI", acronym="S")
    an_organization("TH", name="Samaki")

    (planned,) = plan_import(by=chenda, rows=[row()])
    assert (planned.outcome, planned.candidates) == ("duplicate", [known])
    with pytest.raises(Undecided):
        run_import(by=chenda, rows=[row()])
    for decision, outcome in (
        ("new", "create"),
        ("skip", "skipped"),
        (str(known.uid), "update"),
        ("other", "duplicate"),
    ):
        assert outcomes(chenda, row(), decisions={2: decision}) == [outcome]
    assert outcomes(chenda, row(), undecided="skip") == ["skipped"]
    assert outcomes(rana, row(country="MN")) == ["create"]


def test_a_name_in_another_language_counts_too(chenda):
    an_organization(name="Union", names={"km": "សាមគ្គី"}, other_names=["Samaki"])
    assert outcomes(chenda, row(name="សាមគ្គី"), row(3)) == ["duplicate", "duplicate"]


def test_two_numbers_of_one_register_are_two_organisations(chenda):
    an_organization(name="Samaki", identifier=("KH-MOI", "7"))
    assert outcomes(chenda, row(identifiers=[("KH-MOI", "8")])) == ["create"]
    assert outcomes(chenda, row(identifiers=[("XI-WIKIDATA", "Q8")])) == ["duplicate"]


def test_lines_of_one_file_are_compared_with_each_other(chenda):
    first, second = plan_import(by=chenda, rows=[row(2), row(3)])
    assert (first.outcome, second.outcome, second.same_line) == ("create", "duplicate", 2)
    same = [row(2, identifiers=[("KH-MOI", "7")]), row(3, identifiers=[("KH-MOI", "7")])]
    assert outcomes(chenda, *same) == ["create", "refused"]
    known = an_organization(name="Weavers")
    assert outcomes(chenda, row(2, uid=str(known.uid)), row(3, uid=str(known.uid))) == ["update", "refused"]


def test_ambiguous_and_foreign_rows_are_refused(chenda):
    one, other = (
        an_organization(identifier=("KH-MOI", "7")),
        an_organization(identifier=("XI-WIKIDATA", "Q7")),
    )
    merge_organizations(
        by=chenda,
        survivor=an_organization(),
        absorbed=other,
        choices={},
        version_survivor=1,
        version_absorbed=1,
    )
    refused = [
        row(identifiers=[("KH-MOI", "7"), ("XI-WIKIDATA", "Q7")]),
        row(uid=str(other.uid)),
        row(uid=str(one.uid), country="TH"),
        row(uid="7"),
        row(country="TH"),
        row(country="unsaid"),
        row(country=None),
    ]
    for each in refused:
        (planned,) = plan_import(by=chenda, rows=[each])
        assert planned.outcome == "refused" and planned.problems, each


def test_an_identifier_of_an_entry_that_may_not_be_known_is_taken(chenda):
    an_organization("TH", visibility="secretariat", identifier=("XI-WIKIDATA", "Q7"))
    (planned,) = plan_import(by=chenda, rows=[row(identifiers=[("XI-WIKIDATA", "Q7")])])
    assert (planned.outcome, planned.organization) == ("refused", None)


@pytest.mark.parametrize(
    "values",
    [
        {"name": "a\x00b"}, {"name": "\ud800"}, {"name": "x" * 201}, {"founded": "1e30"},
        {"latitude": "91", "longitude": "1"},
        {"latitude": "1"}, {"website": "javascript:x"}, {"region": "TH-10"}, {"kind": "x"}, {"founded": 10**30},
        {"latitude": float("nan"), "longitude": 1}, {"names": {"xx": "a"}}, {"other_names": ["x"] * 99},
    ],
)  # fmt: skip
def test_a_value_that_the_directory_does_not_take_is_refused_with_its_column(chenda, values):
    (planned,) = plan_import(by=chenda, rows=[row(values=values)])
    assert planned.outcome == "refused"
    assert planned.problems[0]["column"] in (*values, "longitude", "latitude")


@pytest.mark.parametrize("pair", [("x", "1"), ("", "1"), ("XI-ROR", "nonsense"), ("KH-MOI", "1" * 101)])
def test_a_bad_identifier_is_refused(chenda, pair):
    (planned,) = plan_import(by=chenda, rows=[row(identifiers=[pair])])
    assert planned.problems[0]["column"] == "identifiers"


def test_parents_and_relations_are_found_in_the_directory_and_in_the_file(chenda):
    an_organization(name="Ministry", identifier=("KH-MOI", "1"))
    rows = [
        row(
            2,
            "Union",
            identifiers=[("KH-MOI", "2")],
            parent="KH-MOI:3",
            relations=[("partner_of", True, "KH-MOI:1")],
        ),
        row(3, "Federation", identifiers=[("KH-MOI", "3")], parent="KH-MOI:1"),
        row(4, "Alone", parent="KH-MOI:99"),
    ]

    done = run_import(by=chenda, rows=rows)

    union, federation = (Organization.objects.get(name=name) for name in ("Union", "Federation"))
    assert (union.parent, federation.parent.name) == (federation, "Ministry")
    assert Relationship.objects.get().object.name == "Ministry"
    assert "KH-MOI:99" in done.planned[2].notes[0]
    assert run_import(by=chenda, rows=rows, undecided="skip").counts == {"unchanged": 2, "skipped": 1}


def test_a_parent_that_would_be_a_circle_is_noted_and_left_out(chenda):
    one = an_organization(name="One", identifier=("KH-MOI", "1"))
    an_organization(name="Other", identifier=("KH-MOI", "2"), parent=one)
    done = run_import(by=chenda, rows=[row(2, "One", identifiers=[("KH-MOI", "1")], parent="KH-MOI:2")])
    assert done.planned[0].notes == ["It would be a part of itself."]
    one.refresh_from_db()
    assert one.parent is None


def test_a_relationship_that_is_there_is_not_put_down_again(chenda):
    one, other = (an_organization(name=f"No {n}", identifier=("KH-MOI", str(n))) for n in (1, 2))
    a_relationship(other, one, "partner_of")
    rows = [row(2, "No 1", identifiers=[("KH-MOI", "1")], relations=[("partner_of", True, "KH-MOI:2")])]
    assert outcomes(chenda, *rows) == ["unchanged"]


def test_dissolved_and_active_again(chenda):
    rows = [row(2, ended=True, dissolved="2010", values={"founded": 1990})]
    run_import(by=chenda, rows=rows)
    known = Organization.objects.get()
    assert (known.status, known.dissolved) == ("dissolved", 2010)
    back = [row(2, uid=str(known.uid), ended=False)]
    assert outcomes(chenda, *back) == ["update"]
    run_import(by=chenda, rows=back)
    known.refresh_from_db()
    assert (known.status, known.dissolved) == ("active", None)


def test_a_row_that_cannot_be_written_takes_all_back_and_names_its_line(chenda):
    rows = [row(2), row(3, "Old", ended=True, dissolved="1700", values={"founded": 1900})]
    with pytest.raises(Exception, match="Line 3"):
        run_import(by=chenda, rows=rows)
    assert not Organization.objects.exists()


def test_an_unknown_way_with_duplicates_is_refused(chenda):
    with pytest.raises(Invalid):
        run_import(by=chenda, rows=[row()], undecided="merge")


def test_the_public_id_of_a_new_organisation_is_kept(chenda):
    run_import(by=chenda, rows=[row(uid=UID)])
    assert str(Organization.objects.get().uid) == UID


def test_the_dry_run_takes_few_queries(rana, django_assert_max_num_queries):
    rows = read_file(ROR).rows
    run_import(by=rana, rows=rows)
    rows = read_file(ROR).rows
    with django_assert_max_num_queries(120):
        assert counts_of(plan_import(by=rana, rows=rows)) == {"unchanged": 106, "skipped": 6}


def test_the_command_imports_and_tells(rana, tmp_path, capsys):
    call_command("import_organizations", str(ROR), by=rana.email, dry_run=True)
    assert not Organization.objects.exists()
    call_command("import_organizations", str(ROR), by=rana.email)
    assert Organization.objects.count() == 106
    assert capsys.readouterr().out.splitlines() == ["create: 106, skipped: 6"] * 2


def test_the_command_names_what_stays_out(chenda, tmp_path, capsys):
    path = tmp_path / "a.csv"
    path.write_text("name,country,colour\nSamaki,XX,red\n")
    call_command("import_organizations", str(path), by=chenda.email)
    assert "line 2, Samaki: refused country: There is no such country." in capsys.readouterr().out
    for options in ({"by": "nobody@example.org"}, {"by": chenda.email, "file": tmp_path / "none.csv"}):
        file = options.pop("file", path)
        with pytest.raises(CommandError):
            call_command("import_organizations", str(file), **options)
