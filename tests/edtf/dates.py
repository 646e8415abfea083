"""Strategies that make dates: as EDTF of every kind, and those that words say in full."""

from __future__ import annotations

from calendar import monthrange

from hypothesis import strategies as st

years = st.integers(1900, 2099)
marks = st.sampled_from(["", "~", "?", "%"])


@st.composite
def whole_days(draw: st.DrawFn) -> str:
    year, month = draw(years), draw(st.integers(1, 12))
    return f"{year:04d}-{month:02d}-{draw(st.integers(1, monthrange(year, month)[1])):02d}"


months = st.builds("{:04d}-{:02d}".format, years, st.integers(1, 12))
parts = st.builds("{:04d}-{}".format, years, st.sampled_from([21, 22, 23, 24, *range(33, 42)]))
unspecified = st.builds("{}-{}".format, years, st.sampled_from(["XX", "XX-XX", "03-XX", "11-XX"]))
decades = st.builds("{}X".format, st.integers(190, 209))
plain = st.one_of(whole_days(), months, parts, unspecified, decades, years.map(str))
spoken = st.builds("{}{}".format, plain, marks)
odd = st.sampled_from(
    ["2012-1X", "2012-03-1X", "20XX", "201X-03", "2012-XX-12", "2004-06~-11", "2004-?06-11", "1XXX-12"]
)
points = spoken | odd


def statements(points: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """EDTF of every shape over such dates; some end before they begin."""
    return st.one_of(
        points,
        st.builds("{}/{}".format, points, points),
        st.builds("{}/{}".format, points, st.sampled_from(["", ".."])),
        st.builds("{}/{}".format, st.sampled_from(["", ".."]), points),
        st.builds("[{}..{}]".format, points, points),
        st.builds("[..{}]".format, points),
        st.builds("[{}..]".format, points),
        st.builds("[{}]".format, st.lists(points, min_size=1, max_size=4).map(",".join)),
        st.builds("{{{}}}".format, st.lists(points, min_size=1, max_size=4).map(",".join)),
    )
