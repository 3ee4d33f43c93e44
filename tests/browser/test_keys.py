"""Keys: each does what its button does, once, and never while somebody types."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import press, sign_in
from tests.review.conftest import CODES, NOTE

pytestmark = pytest.mark.browser


def decided(case):
    return case.decisions.count()


def test_keys_live_on_after_every_answer_and_focus_is_never_lost(page, open_case):
    case = open_case()
    press(page, "a")
    expect(page.get_by_text("1 of 3 decided")).to_be_visible()
    second = case.items.all()[1]
    focused = page.evaluate("document.activeElement.parentElement.dataset.item")
    assert focused == str(second.pk)
    expect(page.get_by_role("status")).to_contain_text("accepted")
    press(page, "u")
    expect(page.get_by_text("0 of 3 decided")).to_be_visible()
    press(page, "a", "a", "a")
    expect(page.get_by_text("3 of 3 decided")).to_be_visible()
    assert page.evaluate("document.activeElement.id") == "suggested"


def test_what_is_typed_beside_another_code_outlasts_a_decision(page, open_case):
    case = open_case()
    second = case.items.all()[1]
    press(page, "j", "s")
    page.keyboard.type("ask about the inhaler")
    press(page, "Escape", "k", "a")
    expect(page.get_by_text("1 of 3 decided")).to_be_visible()
    words = page.locator(f'[data-item="{second.pk}"] textarea[data-first]')
    expect(words).to_have_value("ask about the inhaler")
    # What stayed on the page decides under the version that the answer made.
    press(page, "a")
    expect(page.get_by_text("2 of 3 decided")).to_be_visible()


def test_a_held_key_decides_once(page, open_case):
    case = open_case()
    page.keyboard.down("a")
    expect(page.get_by_text("1 of 3 decided")).to_be_visible()
    for _ in range(5):
        page.keyboard.down("a")
    page.wait_for_timeout(500)
    page.keyboard.up("a")
    assert decided(case) == 1


def test_two_presses_in_a_row_are_not_two_answers_to_one_page(page, open_case):
    case = open_case()
    page.evaluate(
        """for (const _ of [1, 2, 3]) {
            document.dispatchEvent(new KeyboardEvent("keydown", {key: "a", code: "KeyA", bubbles: true}));
            document.dispatchEvent(new KeyboardEvent("keyup", {key: "a", code: "KeyA", bubbles: true}));
        }"""  # noqa: E501
    )
    expect(page.get_by_text("1 of 3 decided")).to_be_visible()
    assert decided(case) == 1


def test_typing_decides_nothing(page, open_case):
    case = open_case()
    press(page, "m", "/")
    page.keyboard.type("axgum nj1 2")
    assert page.locator("details.panel[open] [type=search]").input_value() == (
        "axgum nj1 2"
    )
    page.keyboard.press("Enter")
    page.wait_for_timeout(400)
    assert decided(case) == 0
    case.refresh_from_db()
    assert case.state == "claimed"


def test_keys_with_ctrl_alt_or_shift_are_left_to_the_browser(page, open_case):
    case = open_case()
    for chord in ("Control+a", "Alt+a", "Shift+A"):
        page.keyboard.press(chord)
    page.wait_for_timeout(300)
    assert decided(case) == 0


def test_modify_offers_alternatives_by_digit(page, open_case):
    case = open_case()
    # Why the machine was wrong is proposed; another letter corrects it.
    press(page, "m", "1")
    expect(page.get_by_text("1 of 3 decided")).to_be_visible()
    assert case.decisions.get().why.code == "misread"
    press(page, "u", "m", "w", "1")
    expect(page.get_by_text("1 of 3 decided")).to_be_visible()
    made = case.decisions.latest("pk")
    assert (made.kind, made.code) == ("modify", "J45.909")
    assert (made.what.code, made.why.code) == ("overspecific", "historical")


def test_c_and_a_digit_settle_a_check(page, open_case):
    text = "Type 2 diabetes mellitus. Prediabetes.\n"
    case = open_case(
        (("E11.9", "Type 2 diabetes", 0.9), ("R73.03", "Prediabetes", 0.9)), text
    )
    checked = page.locator("details.code", has_text="1 to check").first
    item = checked.get_attribute("data-item")
    while page.locator("details.code[open]").get_attribute("data-item") != item:
        press(page, "j")
    press(page, "c", "1")
    expect(page.get_by_role("status")).to_contain_text("Acknowledged.")
    assert case.settlements.count() == 1
    still_open = page.locator("details.code[open]")
    expect(still_open).to_have_attribute("data-item", item)


def test_moving_opens_codes_and_lights_their_proof(page, open_case):
    case = open_case()
    press(page, "j")
    second = case.items.all()[1]
    code = page.locator(f"[data-item='{second.pk}']")
    expect(code).to_have_attribute("open", "")
    lit = page.locator("mark[aria-current=true]")
    expect(lit).to_contain_text("Migraine without aura")
    press(page, "k", "e")
    expect(lit).to_contain_text("Moderate persistent asthma")
    expect(page.get_by_role("status")).to_contain_text("Evidence 1 of 1")
    page.locator("mark", has_text="anxiety").click()
    third = case.items.all()[2]
    expect(page.locator(f"[data-item='{third.pk}']")).to_have_attribute("open", "")


def test_order_changes_by_key(page, open_case):
    case = open_case()
    first = case.items.first()
    press(page, "Shift+Equal")
    expect(page.get_by_role("status")).to_contain_text("Now in place 2.")
    assert case.items.all()[1] == first


def test_at_the_ends_keys_say_so_and_with_none_open_the_first_opens(page, open_case):
    case = open_case()
    press(page, "-")
    expect(page.get_by_role("status")).to_contain_text("This is the first code.")
    page.locator("details.code[open] > summary").click()
    expect(page.locator("details.code[open]")).to_have_count(0)
    press(page, "a")
    first = page.locator("details.code[open]")
    expect(first).to_have_attribute("data-item", str(case.items.first().pk))
    assert decided(case) == 0


def test_on_a_phone_signing_is_in_reach(page, open_case):
    page.set_viewport_size({"width": 390, "height": 844})
    open_case()
    box = page.locator("#case-foot summary", has_text="Sign").bounding_box()
    assert box["x"] + box["width"] <= 390 and box["y"] + box["height"] <= 844


def test_on_a_small_desk_head_and_buttons_take_one_line_each(page, open_case):
    page.set_viewport_size({"width": 1280, "height": 800})
    open_case(contract="MA-H1234")
    tops = "(all) => all.map((each) => Math.round(each.getBoundingClientRect().top))"
    within = "details.code[open] .decide"
    row = page.locator(
        f"{within} > :is(.panel, button, .button), {within} > form > button"
    )
    expect(row).to_have_count(7)
    assert len(set(row.evaluate_all(tops))) == 1
    for row in (page.locator("#case-head > *"), page.locator("#case-head .hands > *")):
        boxes = row.evaluate_all(
            "(all) => all.map((each) => each.getBoundingClientRect())"
            ".map(({top, bottom}) => (top + bottom) / 2)"
        )
        assert max(boxes) - min(boxes) < 6, "the head takes two rows"


def test_escape_closes_what_is_open_and_brings_the_focus_back(page, open_case):
    open_case()
    press(page, "x")
    page.keyboard.press("Escape")
    expect(page.locator("details.panel[open]")).to_have_count(0)
    assert "Reject" in page.evaluate("document.activeElement.textContent")
    press(page, "b")
    expect(page.locator("#beside")).to_contain_text("Code book")
    page.keyboard.press("Escape")
    expect(page.locator("#beside")).to_be_empty()


def test_question_mark_lists_the_keys(page, open_case):
    open_case()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    # Behind the list nothing happens.
    page.keyboard.press("a")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).not_to_be_visible()
    expect(page.get_by_text("0 of 3 decided")).to_be_visible()


def test_single_keys_can_be_turned_off(page, open_case):
    case = open_case()
    page.goto("/account/keys/")
    page.get_by_label("Single keys").uncheck()
    page.get_by_role("button", name="Save").click()
    page.goto(case.get_absolute_url())
    page.keyboard.press("a")
    page.wait_for_timeout(300)
    assert decided(case) == 0
    page.get_by_role("button", name="Accept").first.click()
    expect(page.get_by_text("1 of 3 decided")).to_be_visible()


def test_rows_of_the_worklist_move_by_key(page, make_case, coder):
    specialty = "Keyboard medicine"
    cases = [make_case(specialty=specialty) for _ in range(2)]
    sign_in(page, coder)
    page.goto(f"/worklist/?view={cases[0].lane}&specialty={specialty}")
    press(page, "j")
    first = page.locator("tr[aria-current]").inner_text()
    press(page, "j")
    assert page.locator("tr[aria-current]").inner_text() != first
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/**")


SEVEN = (
    ("J45.40", "Moderate persistent asthma, uncomplicated", 0.97),
    ("G43.009", "Migraine without aura, not intractable", 0.74),
    ("F41.1", "Generalized anxiety disorder", 0.97),
    ("K21.9", "Reflux without esophagitis", 0.97),
    ("E03.9", "Hypothyroidism", 0.97),
    ("M54.50", "Low back pain", 0.97),
    ("J30.9", "Allergic rhinitis", 0.97),
)
WRITTEN = "Assessment:\n" + "\n".join(f"{words}." for _, words, _ in SEVEN) + "\n"


def test_a_routine_chart_of_seven_codes_takes_twelve_presses(page, make_case, coder):
    """From the worklist to the next chart, without the mouse."""
    case, following = make_case(SEVEN, WRITTEN), make_case(SEVEN, WRITTEN)
    for each in (case, following):
        each.refresh_from_db()
    type(case).objects.filter(pk=case.pk).update(priority=90)
    type(case).objects.filter(pk=following.pk).update(priority=89)
    sign_in(page, coder)
    pressed = ["Space", *"aaaaaaa", "g", "g"]
    for key in pressed:
        press(page, key)
        if key == "Space":
            page.wait_for_url(f"**{case.get_absolute_url()}")
    page.wait_for_url(f"**{following.get_absolute_url()}")
    case.refresh_from_db()
    assert case.state == "finalised"
    assert case.decisions.count() == 7
    assert len(pressed) <= 12


def test_a_waits_until_the_evidence_was_on_screen(page, open_case):
    """The proof is scrolled away before the key is pressed."""
    filler = "Nothing of note was said here.\n" * 120
    text = f"Assessment:\nModerate persistent asthma.\n{filler}"
    case = open_case((("J45.40", "Moderate persistent asthma", 0.9),), text)
    page.evaluate(
        """() => {
            const code = document.querySelector("details[data-item]");
            code.open = false;
            document.querySelector("[data-evidence-pane]").scrollTo(0, 99999);
            code.setAttribute("data-unseen", "");
        }"""
    )
    # Opened behind the script's back, as a swap that lost its event would.
    page.evaluate(
        """() => {
            const stop = (event) => event.stopImmediatePropagation();
            window.addEventListener("toggle", stop, true);
            document.querySelector("details[data-item]").open = true;
        }"""
    )
    page.wait_for_timeout(100)
    press(page, "a")
    assert decided(case) == 0
    expect(page.get_by_role("status")).to_contain_text("press again")
    press(page, "a")
    expect(page.get_by_text("1 of 1 decided")).to_be_visible()


@pytest.mark.parametrize("height", [900, 500])
def test_proof_in_the_first_line_of_a_note_is_on_screen(page, open_case, height):
    page.set_viewport_size({"width": 1440, "height": height})
    first = ("J45.40", "Moderate persistent asthma", 0.9)
    last = ("I10", "hypertension", 0.9)
    text = "Moderate persistent asthma.\n" + "Nothing else.\n" * 90 + "hypertension"
    open_case((first, last), text)
    press(page, "a")
    expect(page.get_by_text("1 of 2 decided")).to_be_visible()
    press(page, "a")
    expect(page.get_by_text("2 of 2 decided")).to_be_visible()


def test_a_high_risk_code_takes_one_key_more(page, open_case):
    text = "Assessment:\nSepsis due to E. coli, on ceftriaxone.\n"
    case = open_case((("A41.51", "Sepsis due to E. coli", 0.97),), text)
    press(page, "a")
    assert decided(case) == 0
    press(page, "4")
    expect(page.get_by_text("1 of 1 decided")).to_be_visible()
    assert case.decisions.get().support == "treated"


def test_keys_that_a_person_chose_are_printed_and_work(page, open_case, coder):
    from review.actions import people

    people.choose_keys(coder, single=True, keys={"a": "z", "u": "="})
    case = open_case()
    accept = page.locator("details.code[open] .decide button", has_text="Accept")
    expect(accept.locator("kbd")).to_have_text("z")
    press(page, "a")
    assert decided(case) == 0
    press(page, "z")
    expect(page.get_by_text("1 of 3 decided")).to_be_visible()
    expect(accept.locator("kbd")).to_have_text("z")
    press(page, "=")
    expect(page.get_by_text("0 of 3 decided")).to_be_visible()


def test_the_code_that_j_opens_can_be_rejected_at_once(page, open_case):
    """Its panel was not sent: it is made from the blank when the code opens."""
    case = open_case()
    press(page, "j", "x", "1")
    expect(page.get_by_text("1 of 3 decided")).to_be_visible()
    made = case.decisions.get()
    assert (made.item.position, made.kind) == (2, "reject")
    press(page, "k", "k", "m", "w", "1")
    expect(page.get_by_text("2 of 3 decided")).to_be_visible()


def test_e_walks_over_every_place_of_a_code_in_every_document(page, open_case):
    # The second document says it at the very character where the first one does.
    words = "Moderate persistent asthma, uncomplicated."
    letter = NOTE + "\n".join([words] * 20) + "\n"
    open_case(CODES[:1], NOTE, letter, everywhere=True)
    lit = page.locator("mark[aria-current=true]")
    more = page.get_by_role("link", name="9 more places")
    expect(more).to_be_visible()
    places = []
    for _ in range(22):
        places.append(lit.get_attribute("id"))
        expect(lit).to_have_count(1)
        expect(lit).to_be_in_viewport()
        press(page, "e")
    assert len(set(places)) == 22
    assert {each.split("-")[1] for each in places} == {"1", "2"}
    expect(lit).to_have_attribute("id", places[0])
    more.click()
    expect(lit).to_have_attribute("id", places[13])
    expect(page.locator("#status")).to_contain_text("Evidence 14 of 22")
