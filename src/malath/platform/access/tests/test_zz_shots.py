import pytest
from playwright.sync_api import sync_playwright
from malath.platform.notices.actions import tell
from malath.platform.access.actions import lock_out_member
from malath.platform.access.inviting import invite_member
from malath.platform.access import sight
from tests.people import PASSWORD
ARGS=["--no-sandbox","--disable-gpu","--disable-quic","--no-first-run","--disable-background-networking","--disable-component-update","--disable-sync"]
@pytest.mark.django_db(transaction=True)
def test_shots(coalition, live_server, settings):
    settings.ALLOWED_HOSTS=["*"]
    settings.DEBUG=False
    sight._sources[:]=[lambda m,v: sight.Sight("Cases",3,[sight.Seen("2026-041","/x/","team",True),sight.Seen("2026-044","/x/","role")] if v.can("work_cases") else [])]
    tell([coalition.dalia],"alerts.sent","/notices/"); tell([coalition.dalia],"access.granted","/notices/")
    _i,secret=invite_member(coalition.haven,role="case_worker",by=coalition.dalia)
    lock_out_member(coalition.lea,reason="left",by=coalition.dalia)
    url=live_server.url.replace("127.0.0.1","localhost")
    with sync_playwright() as p:
        b=p.chromium.launch(executable_path="/usr/bin/chromium",args=ARGS)
        c=b.new_context(viewport={"width":1440,"height":900},locale="en"); page=c.new_page()
        errors=[]; page.on("console",lambda m: errors.append(m.text) if m.type in("error","warning") else None); page.on("pageerror",lambda e: errors.append(str(e)))
        cdp=c.new_cdp_session(page); cdp.send("WebAuthn.enable"); cdp.send("WebAuthn.addVirtualAuthenticator",{"options":{"protocol":"ctap2","transport":"internal","hasResidentKey":True,"hasUserVerification":True,"isUserVerified":True,"automaticPresenceSimulation":True}})
        page.goto(url+"/account/sign-in/"); page.fill("[name=login]","dalia"); page.fill("[name=password]",PASSWORD); page.click("form:has([name=password]) button")
        page.wait_for_load_state(); print("after login",page.url)
        page.goto(url+"/account/second-factor/passkeys/add/"); page.click("form[data-passkey] button.first"); page.wait_for_timeout(4000); print(errors, page.url, page.inner_text("main")[:600]); page.wait_for_url("**/codes/",timeout=1000); print("after add",page.url)
        page.screenshot(path="/tmp/x-access/shots/codes.png")
        page.goto(url+"/account/"); page.locator("aside form[action*=sign-out] button").first.click(); page.wait_for_load_state()
        page.goto(url+"/account/sign-in/"); page.click("form[data-passkey] button"); page.wait_for_url(lambda u:"sign-in" not in u,timeout=20000); print("passkey login",page.url)
        pages={"account":"/account/","factor":"/account/second-factor/","totp":"/account/second-factor/authenticator/","sessions":"/account/sessions/","members":"/members/","member":f"/members/{coalition.amal.pk}/","lockout":f"/members/{coalition.amal.pk}/lock-out/","locked":f"/members/{coalition.lea.pk}/","roles":f"/members/{coalition.amal.pk}/roles/{coalition.haven.pk}/","invite":"/members/invite/","notices":"/notices/"}
        for lang in ("ar","en"):
            c.add_cookies([{"name":"malath-language","value":lang,"url":url}])
            for w in (390,1440):
                page.set_viewport_size({"width":w,"height":900})
                for n,path in pages.items():
                    r=page.goto(url+path); 
                    over=page.evaluate("document.documentElement.scrollWidth>innerWidth")
                    if r.status!=200 or over: print(n,lang,w,r.status,"OVERFLOW" if over else "",page.url)
                    page.screenshot(path=f"/tmp/x-access/shots/{n}-{lang}-{w}.png",full_page=True)
        g=b.new_context(); q=g.new_page(); q.on("console",lambda m: errors.append(m.text) if m.type in("error","warning") else None)
        for lang in ("ar","en","fr"):
            g.add_cookies([{"name":"malath-language","value":lang,"url":url}])
            for w in (390,1440):
                q.set_viewport_size({"width":w,"height":900})
                for n,path in {"signin":"/account/sign-in/","invitation":f"/invitation/{secret}/","help":"/account/sign-in/help/"}.items():
                    q.goto(url+path); q.screenshot(path=f"/tmp/x-access/shots/{n}-{lang}-{w}.png",full_page=True)
        print("ERRORS",set(errors)); b.close()
