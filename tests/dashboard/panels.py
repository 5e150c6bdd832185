"""Lists with samples, and what opens on them: more than the addresses of the registry show."""

import re

from playwright.sync_api import expect

from tests.dashboard.editor import drawn
from tests.dashboard.windows import Visit, settled

PANELS = [
    "/contacts/ct_abc123?kind=invoice&env=sandbox",
    "/invoices?env=sandbox",
    "/invoices/inv_c6d7e8f9?do=send&env=sandbox",
    "/invoices/inv_c6d7e8f9?do=rectify&env=sandbox",
    "/invoices?receive=true&env=sandbox",
    "/conversations?with=ct_abc123&env=sandbox",
    "/documents?env=sandbox",
    "/documents/doc_q5r6s7t8?env=sandbox",
    "/calendar?day=2026-04-08&env=sandbox",
    "/calendar?day=2026-04-08&id=evt_u8v9w0x1&env=sandbox",
    "/cases?id=cs_a1b2c3d4&env=sandbox",
    "/deals?env=sandbox",
    "/deals?view=list&env=sandbox",
    "/deals?id=dl_a1b2c3d4&env=sandbox",
    "/deals?id=dl_a1b2c3d4&edit=true&env=sandbox",
    "/deals?new=true&env=sandbox",
    "/agents?env=sandbox",
    "/agents/ag_classifier_01?tab=about&env=sandbox",
    "/agents/ag_email_draft?tab=tests&env=sandbox",
    "/agents/ag_classifier_01?tab=runs&run=age_r4s5t6u7&env=sandbox",
    "/knowledge?env=sandbox",
    "/knowledge?new=true&env=sandbox",
    "/knowledge/botiga?add=true&env=sandbox",
    "/knowledge/botiga?tab=search&q=Quan+obriu&env=sandbox",
    "/bookings?env=sandbox",
    "/bookings?tab=services&env=sandbox",
    "/bookings?tab=services&service=svc_a1b2c3d4&env=sandbox",
    "/bookings?tab=people&env=sandbox",
    "/bookings?tab=people&person=anna&env=sandbox",
    "/webhooks/wh_o8p9q0r1?event=evn_s1t2u3v4&env=sandbox",
    "/webhooks?tab=catalogue&env=sandbox",
    "/events?event=evn_s1t2u3v4&env=sandbox",
    "/settings/integrations?id=cn_w1x2y3z4&env=sandbox",
    "/settings/integrations?id=cn_m9n0p1q2&env=sandbox",
    "/settings/api?new=true",
    "/workflows?env=sandbox",
    "/workflows?new=true&env=sandbox",
    "/workflows/wf_a1b2c3d4?tab=start&env=sandbox",
    "/workflows/wf_a1b2c3d4?tab=stats&env=sandbox",
    "/workflows/wf_a1b2c3d4/edit?step=steps%5B0%5D&env=sandbox",
    "/runs?env=sandbox",
    "/runs/wfi_r2s3t4u5?step=steps%5B0%5D&env=sandbox",
    "/runs/wfi_c1d2e3f4?step=steps%5B2%5D&env=sandbox",
    "/approvals?env=sandbox",
    "/workflows/wf_e5f6g7h8?env=sandbox",
    "/workflows/wf_e5f6g7h8?tab=stats&days=90&env=sandbox",
    "/workflows/wf_e5f6g7h8?tab=start&env=sandbox",
    "/workflows/wf_a1b2c3d4?tab=runs&env=sandbox",
    "/workflows/wf_e5f6g7h8/edit?step=steps%5B2%5D&env=sandbox",
    "/workflows/new?template=order-saga&env=sandbox",
]
"""Pages with what opens on them, where the sandbox has a sample."""

_OPENS = re.compile(r"\b(id|run|event|new|do|edit|receive|with|add|service|person)=")


def show(visit: Visit, path: str) -> None:
    """Go to a path and wait for what opens there."""
    visit.go(path)
    if _OPENS.search(path):
        expect(visit.page.get_by_role("dialog").or_(visit.page.get_by_role("log")).first).to_be_visible()
        settled(visit.page)
    if path.startswith(("/workflows/", "/runs/")):
        drawn(visit.page)
