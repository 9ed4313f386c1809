from sse_portal.basics.ids import uuid7


def test_identifiers_are_version_7_and_in_order_of_time():
    ids = [uuid7() for _ in range(200)]
    assert {uid.version for uid in ids} == {7}
    assert {uid.variant for uid in ids} == {"specified in RFC 4122"}
    times = [uid.int >> 80 for uid in ids]
    assert times == sorted(times)
    assert len(set(ids)) == 200
