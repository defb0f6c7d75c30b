"""The message catalogs are fresh, complete and well written; the tool that keeps them works."""

from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import gettext, override

from heqi.web import catalogs


def test_the_catalogs_are_complete() -> None:
    assert sentences() == []


@pytest.fixture
def small_app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(catalogs, "PACKAGE", tmp_path)
    app = tmp_path / "small"
    (app / "templates").mkdir(parents=True)
    (app / "apps.py").touch()
    (app / "views.py").write_text('from x import gettext as _\nsaid = _("Close the {thing}")\n')
    (app / "templates/a.html").write_text(
        "{% load i18n %}\n  {% translate 'Open' context 'door' %}\n"
        "{% blocktranslate with n=1 %}Wait {{ n }} min{% endblocktranslate %}"
    )
    return app


def fill(app: Path, **translations: str) -> None:
    text = (app / catalogs.PLACE).read_text("utf-8")
    for msgid, said in translations.items():
        wanted = msgid.replace("_", " ")
        line = next(x for x in text.splitlines() if x.startswith(f'msgid "{wanted}'))
        text = text.replace(f'{line}\nmsgstr ""', f'{line}\nmsgstr "{said}"')
    (app / catalogs.PLACE).write_text(text, "utf-8")


def sentences() -> list[str]:
    return [fault.sentence for fault in catalogs.check()]


def test_messages_of_code_and_templates_are_collected(small_app: Path) -> None:
    found = {catalogs.key(m) for m in catalogs.messages(catalogs.collect(small_app))}
    assert found == {("", "Close the {thing}"), ("door", "Open"), ("", "Wait %(n)s min")}


def test_translations_survive_an_update_and_nothing_else_changes(small_app: Path) -> None:
    assert catalogs.update(small_app)
    fill(small_app, Open="打开", Close_the="关闭{thing}", Wait="等 %(n)s 分")
    before = (small_app / catalogs.PLACE).read_text("utf-8")
    catalogs.update(small_app)
    assert (small_app / catalogs.PLACE).read_text("utf-8") == before
    assert not catalogs.update(small_app)
    assert sentences() == []


def test_what_is_missing_stale_or_half_width_is_told(small_app: Path) -> None:
    catalogs.update(small_app)
    assert sentences() == ["not translated"] * 3
    fill(small_app, Open="打开,关闭", Close_the="关闭", Wait="等 %(n)s 分")
    told = " ".join(sentences())
    assert "half-width" in told
    assert "placeholders differ" in told
    (small_app / "views.py").write_text("")
    assert "no longer used" in sentences()


def test_apps_that_translate_one_word_in_two_ways_are_told(small_app: Path) -> None:
    other = small_app.parent / "other"
    other.mkdir()
    (other / "apps.py").touch()
    for app, said in ((small_app, "关闭"), (other, "办结")):
        (app / "views.py").write_text('_("Close")')
        (app / "templates/a.html").unlink() if app is small_app else None
        catalogs.update(app)
        fill(app, Close=said)
    assert any("disagree" in sentence for sentence in sentences())


def test_compiled_catalogs_follow_their_source(small_app: Path) -> None:
    catalogs.update(small_app)
    assert catalogs.stale() == [small_app / catalogs.PLACE]
    assert catalogs.compile_catalogs() == 1
    assert catalogs.stale() == []
    assert (small_app / catalogs.PLACE).with_suffix(".mo").exists()


def test_what_was_compiled_is_spoken_at_once(small_app: Path, settings: Any) -> None:
    """On a fresh machine set-up compiles, and the demo that follows in the same process speaks."""
    settings.LOCALE_PATHS = [small_app / "locale"]
    (small_app / "views.py").write_text('_("A brand new word")')
    catalogs.update(small_app)
    fill(small_app, **{"A brand new word": "崭新的词"})
    with override("zh-hans"):
        assert gettext("A brand new word") == "A brand new word"
    catalogs.compile_catalogs()
    with override("zh-hans"):
        assert gettext("A brand new word") == "崭新的词"
