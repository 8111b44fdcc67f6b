"""What players of lessons and of reports have in common."""


def step_by_keys(page, player):
    """Goes two steps forward and one back by keys alone, from the first step of a player."""
    player.get_by_role("button", name="Forward").focus()
    status = player.locator(".status")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert status.text_content().startswith("Step 2")
    page.keyboard.press("ArrowLeft")
    assert status.text_content().startswith("Step 1")
