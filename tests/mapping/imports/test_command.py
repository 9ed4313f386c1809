"""manage.py import_entities: a summary, and an exit code that a script can rely on."""

import json

import pytest
from django.core.management import CommandError, call_command

from mapping.models import Entity, ImportBatch
from tests.factories import a_study, an_entity

GOOD = "KH-TIN,entity_name,locality\n1,Rumdoul Weavers,Kep\n2,Angkor Rice Mill,Kampot\n"
BAD = GOOD + "3,,Takeo\n"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "list.csv"


def command(study, path, text=GOOD, **options):
    path.write_text(text, encoding="utf-8")
    call_command("import_entities", str(path), study=str(study.uid), **options)


def test_it_publishes_and_sums_up(study, path, capsys, sokha):
    command(study, path, by="sokha@example.org")
    said = capsys.readouterr().out
    assert "create 2" in said and "KH-TIN → Identifier KH-TIN" in said and "Published" in said
    assert Entity.objects.count() == 2 and ImportBatch.objects.get().by == sokha


def test_a_dry_run_leaves_nothing(study, path, capsys):
    command(study, path, dry_run=True)
    assert "create 2" in capsys.readouterr().out
    assert Entity.with_pending.count() == 0 and ImportBatch.objects.get().state == "cancelled"


def test_refused_rows_stop_it_with_line_and_column(study, path, capsys):
    with pytest.raises(CommandError, match="1 rows are refused"):
        command(study, path, BAD)
    assert "line 4, entity_name: A name is needed." in capsys.readouterr().err
    assert Entity.objects.count() == 0


def test_a_dry_run_tells_every_refused_row_and_an_import_the_first_few(study, path, capsys):
    text = GOOD + "".join(f"{number},,Takeo\n" for number in range(3, 15))
    with pytest.raises(CommandError, match="12 rows are refused"):
        command(study, path, text, dry_run=True)
    assert capsys.readouterr().err.count("A name is needed.") == 12
    with pytest.raises(CommandError, match="12 rows are refused"):
        command(study, path, text)
    said = capsys.readouterr().err
    assert said.count("A name is needed.") == 10 and "… and 2 more" in said


def test_refused_rows_can_be_left_out(study, path):
    command(study, path, BAD, skip_refused=True)
    assert Entity.objects.count() == 2


def test_likely_duplicates_stop_it_unless_told_what_they_are(study, path):
    an_entity("KH", "Rumdoul Weaver")
    with pytest.raises(CommandError, match="likely duplicates"):
        command(study, path)
    assert Entity.objects.count() == 1
    command(study, path, duplicates="skip")
    assert sorted(Entity.objects.values_list("name", flat=True)) == ["Angkor Rice Mill", "Rumdoul Weaver"]


def test_the_mapping_can_come_from_a_file(study, path, tmp_path):
    mapping = tmp_path / "mapping.json"
    mapping.write_text(
        json.dumps({"a": {"to": "entity_name"}, "b": {"to": "operational_status", "codes": {"z": "closed"}}})
    )
    command(study, path, "a,b\nRumdoul Weavers,z\n", mapping=mapping)
    assert Entity.objects.get().operational_status == "closed"


def test_the_same_file_again_changes_nothing(study, path, capsys):
    command(study, path)
    command(study, path)
    assert "Nothing to publish" in capsys.readouterr().out and Entity.objects.count() == 2


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"study": "x"}, "There is no study"),
        ({"study": "00000000-0000-7000-8000-000000000000"}, "There is no study"),
        ({"by": "nobody@example.org"}, "There is no user"),
        ({"mapping": "/nowhere.json"}, "cannot be read"),
        ({"encoding": "rot13"}, "encoding"),
    ],
)
def test_a_wrong_argument_is_a_sentence(study, path, options, words):
    path.write_text(GOOD)
    with pytest.raises(CommandError, match=words):
        call_command("import_entities", str(path), **{"study": str(study.uid)} | options)


def test_somebody_without_the_right_imports_nothing(path, reference, guest):
    with pytest.raises(CommandError, match="right"):
        command(a_study("KH"), path, by="guest@example.org")
    assert not ImportBatch.objects.exists()


def test_a_missing_file_is_a_sentence(study, tmp_path):
    with pytest.raises(CommandError, match="There is no file"):
        call_command("import_entities", str(tmp_path / "no.csv"), study=str(study.uid))
