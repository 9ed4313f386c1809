"""An attacker who knows which organisations every published sum adds up, and solves the sums as linear equations.

Written apart from the audit, by plain elimination, so that the two can be held against each other.
"""

PRIME = 2_147_483_647


def recovered(sums, members):
    """The members whose value the sums determine. `sums` lists for each published sum the set of its members."""
    columns = {member: place for place, member in enumerate(sorted(members))}
    rows = [{columns[member]: 1 for member in each} for each in sums if each]
    reduced = _reduced(rows)
    alone = {next(iter(row)) for row in reduced if len(row) == 1}
    return {member for member, place in columns.items() if place in alone}


def _reduced(rows):
    """The reduced row echelon form: each row {column: value modulo a prime}."""
    done = []
    for row in rows:
        for pivot, other in done:
            _subtract(row, other, row.get(pivot, 0))
        if not row:
            continue
        pivot = next(iter(row))
        scale = pow(row[pivot], -1, PRIME)
        row = {column: value * scale % PRIME for column, value in row.items()}
        for _, other in done:
            _subtract(other, row, other.get(pivot, 0))
        done.append((pivot, row))
    return [row for _, row in done]


def _subtract(row, other, factor):
    if not factor:
        return
    for column, value in other.items():
        left = (row.get(column, 0) - factor * value) % PRIME
        if left:
            row[column] = left
        else:
            row.pop(column, None)
