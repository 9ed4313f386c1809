"""The live server and the test are two users of one database file, not of one connection."""


def test_the_live_server_has_connections_of_its_own(live_server):
    assert live_server.thread.connections_override == {}, (
        "a thread would close what another uses: Python crashes"
    )
