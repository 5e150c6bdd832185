"""The invoices of the day become rows of the spreadsheet, each once."""

from bivelio_core import clock

from tests.functions.mcp.servers import connected
from tests.invoices.world import issued, settled
from tests.mcp_server import SmallServer

DAY = "2026-03-01"


def rows(server):
    return [row for each in server.calls for row in each["arguments"]["values"]]


def test_the_invoices_of_the_day_are_rows_of_the_sheet(shop):
    settled()
    with clock.frozen(clock.parse(f"{DAY}T18:00:00Z")):
        numbers = [issued(issue_date=DAY)["number"] for _ in range(21)]
    issued(issue_date="2026-03-02")
    with SmallServer() as server:
        connected(server.url)
        shop.create("sheet-export")
        for _ in range(2):
            done = shop.fire(f"{DAY}T22:30:00Z")
    assert (done["status"], done["output"]) == ("completed", {"rows": 21})
    assert len(server.calls) == 2, "twenty rows at a time"
    assert sorted(row[0] for row in rows(server)) == sorted(numbers)
    assert rows(server)[0][1:] == [DAY, "Empresa ABC S.L.", 4235, "pending"]
