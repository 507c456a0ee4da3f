"""Series: every number once, none missed, whoever asks at the same time."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from engine.store import Store
from engine.store.series import Series, SeriesUsedUp, next_number


def take(store: Store, place: str = "06088", city: str = "tilleray", first: int = 1, last: int = 999) -> int:
    with store.begin() as conn:
        return next_number(conn, Series(city, "meuble", place, first, last))


def test_numbers_follow_each_other(store: Store) -> None:
    assert [take(store) for _ in range(3)] == [1, 2, 3]


def test_each_place_and_each_city_has_its_own_series(store: Store) -> None:
    assert [take(store), take(store, "06157"), take(store, city="port-lannec")] == [1, 1, 1]
    assert [take(store), take(store, "06157")] == [2, 2]


def test_a_failed_deposit_gives_its_number_back(store: Store) -> None:
    take(store)
    with store.begin() as conn:
        assert next_number(conn, Series("tilleray", "meuble", "06088", 1, 999)) == 2
        conn.rollback()
    assert take(store) == 2


def test_a_series_begins_where_the_city_says_and_never_goes_back(store: Store) -> None:
    assert take(store, first=123) == 123
    assert take(store, first=1) == 124
    assert take(store, first=500) == 500
    assert take(store, first=124) == 501


def test_a_series_ends_and_says_so(store: Store) -> None:
    assert [take(store, last=2), take(store, last=2)] == [1, 2]
    with pytest.raises(SeriesUsedUp):
        take(store, last=2)
    assert take(store, last=3) == 3


def test_numbers_taken_at_the_same_time_are_all_different(store: Store) -> None:
    with ThreadPoolExecutor(8) as workers:
        taken = list(workers.map(lambda _n: take(store), range(40)))
    assert sorted(taken) == list(range(1, 41))
