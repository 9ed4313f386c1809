"""Prints what the code measures: python -m tests.repository.report."""

from statistics import median

from .files import functions, source, tests


def line_count(files):
    return sum(len(text.splitlines()) for text in files.values())


def main():
    ours, theirs = line_count(source()), line_count(tests())
    sizes = sorted(size for _, size in functions(source()))
    longest = max(len(text.splitlines()) for text in source().values())
    print(
        f"  budgets: {ours:,} lines of source, {theirs:,} of tests ({theirs / ours:.2f} : 1, wanted 1.3);",
        end=" ",
    )
    print(
        f"functions: median {median(sizes):.0f} lines (8), longest {sizes[-1]} (40); longest file {longest} (400)"
    )


if __name__ == "__main__":
    main()
