"""Activities as one table that others can read: CSV, and CSV with a row of HXL hashtags (hxlstandard.org, 1.1).

The shape. An activity has a row for each pair of a place and an implementing organisation (one row at least). What
it has once (title, status, dates …) is repeated in each of its rows; funding, accountable and extending
organisations, goals and themes are lists in one cell, with semicolons between them. Its results fill the first rows,
one each, so that amounts can be added up over the whole table; further results make further rows.
Ends are the first day after. What is there can be changed and imported again; import(export(x)) changes nothing.
"""
