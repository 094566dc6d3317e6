"""Reads a ledger and finds the best month."""

import csv
from collections import defaultdict


def read_ledger(path, rows=[]):
    with open(path) as ledger:
        for row in csv.DictReader(ledger):
            rows.append((row["date"], float(row["amount"])))
    return rows


def by_month(rows):
    months = defaultdict(float)
    for date, amount in rows:
        months[date[:7]] += amount
    return months


def best_month(rows):
    months = by_month(rows)
    best = None
    for month in months:
        if months[month] > months[best]:
            best = month
    return best
