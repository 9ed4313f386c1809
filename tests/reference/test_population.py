import pytest
from django.core.management import CommandError, call_command

from sse_portal.reference.models import Population
from sse_portal.reference.summaries import population, regions_of

HEADER = "place,year,persons,source\n"


@pytest.fixture
def load(reference, tmp_path):
    """Load these lines as a file."""

    def load_lines(*lines, header=HEADER):
        path = tmp_path / "population.csv"
        path.write_bytes((header + "\n".join(lines)).encode("utf-8", "surrogatepass"))
        call_command("load_population", str(path))

    return load_lines


def test_the_newest_figure_that_is_not_later_counts(load):
    load("KH,2019,15552211,Census", "KH,2024,17000000,NIS", "KH-12,2024,2300000,NIS", "KH,2031,1,Forecast")
    assert population("KH", 2026) == {"": 17000000, "KH-12": 2300000}
    assert population("KH", 2020) == {"": 15552211}
    assert population("TH", 2026) == {}


def test_loading_again_replaces_and_adds_nothing(load):
    load("KH,2024,17000000,NIS", "KH-12,2024,2300000,NIS")
    load("KH,2024,17100000,NIS (revised)")
    assert Population.objects.count() == 2 and population("KH", 2024)[""] == 17100000


def test_a_country_is_the_sum_of_its_regions_when_all_have_a_figure(load):
    codes = [region.code for region in regions_of("KG") if region.valid_to is None]
    load(*(f"{code},2025,100,NSC" for code in codes))
    assert population("KG", 2025)[""] == 100 * len(codes)
    Population.objects.filter(region=codes[0]).delete()
    assert "" not in population("KG", 2025)


@pytest.mark.parametrize(
    "line",
    [
        "XX,2024,1,s", "KH-99,2024,1,s", "KH,24,1,s", "KH,2024,0,s", "KH,2024,-5,s", "KH,2024,1.5,s", "KH,2024,,s",
        f"KH,2024,{10**30},s", "KH,2024,១២៣,s", "KH,2024,5,", "KH,2024,5,a\x00b", f"KH,2024,5,{'x' * 301}", "KH", ",,,",
    ],
)  # fmt: skip
def test_a_wrong_line_is_named_and_nothing_is_loaded(load, line):
    with pytest.raises(CommandError, match="line 3"):
        load("KH-12,2024,2300000,NIS", line)
    assert not Population.objects.exists()


@pytest.mark.parametrize("content", ["", HEADER, "a,b\n1,2"])
def test_a_file_without_figures_is_refused(load, content):
    with pytest.raises(CommandError):
        load(header=content)


def test_a_file_that_cannot_be_read_is_refused(reference, tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("load_population", str(tmp_path / "none.csv"))
    (tmp_path / "bytes.csv").write_bytes(b"\xff\xfe\x00place")
    with pytest.raises(CommandError):
        call_command("load_population", str(tmp_path / "bytes.csv"))
