"""A sample for a check by hand: the same for everybody who has the seed, and no other seed's."""

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from campaigns.rules.sampling import MOST, sampled

KEYS = st.sets(st.text(alphabet="ABCDEFG123./", min_size=1, max_size=6), max_size=80)


def test_a_worked_example_drawn_with_nothing_but_a_hash() -> None:
    """As the page tells it: `printf 'ab12:BD/1' | sha256sum` for each line, sorted, the first three."""
    hashes = {
        "BD/1": "cb4463111390b4b35b94327414f37e387848e6f2a567972eb65b40218668aaa0",
        "BD/2": "2c687914d955e742afcb3bc36d7e1a07f26e2366644ab16aea260f8a79011efd",
        "HM/1": "4445aa16fa9769bd801a5424c816631e824465a7a38479ad580dd99e10c243ad",
        "HM/2": "f36794bf03226bb87873611a3955c066e05cda4acd15f032951d53b5d747b167",
        "LB/1": "4180963066b0380ec280f5d3a4970d3249275e2d3c7413bd14b71f5b5ec0d8bb",
        "LB/2": "f37ee97105f5116106788d2b9993b7a299f32ab7884ea50a86e1688b1dcd5419",
    }
    assert {key: sha256(f"ab12:{key}".encode()).hexdigest() for key in hashes} == hashes
    assert sampled(hashes, "ab12", 3) == ["BD/2", "LB/1", "HM/1"]
    assert sampled(hashes, "ab12") == ["BD/2", "LB/1", "HM/1", "BD/1", "HM/2", "LB/2"]


@given(KEYS, st.text(max_size=64), st.integers(-1, 100))
def test_it_depends_on_the_seed_and_on_no_order(keys: set[str], seed: str, count: int) -> None:
    once = sampled(sorted(keys), seed, count)
    assert once == sampled(sorted(keys, reverse=True), seed, count)
    assert len(once) == min(len(keys), max(count, 0), MOST)
    assert (len(set(once)), set(once) <= keys) == (len(once), True)
    assert sampled(keys, seed, MOST)[: len(once)] == once  # a longer sample begins with the shorter one


def test_another_seed_draws_other_lines() -> None:
    keys = [f"U{n}/1" for n in range(1000)]
    assert set(sampled(keys, "ab12")) != set(sampled(keys, "ab13"))
    often = {key for seed in range(600) for key in sampled(keys, str(seed))}
    assert len(often) > 990  # no line is out of reach
