"""Why a notice comes with a list and not with a marked copy, in words that a clerk understands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sources.labels import Label
from sources.notice.marked_copy.refusal import Obstacle
from sources.notice.plain_text import plain_in_message

if TYPE_CHECKING:
    from sources.labels import Language
    from sources.notice.marked_copy.refusal import Unmarked

_LONGEST_SHEET = 31
_ONLY_A_LIST = Label(
    "Тиркелген файл — тизме гана, сиздин файлдын көчүрмөсү эмес.",
    "Приложен только список, а не копия вашего файла.",
    "The attached file is only a list, and not a copy of your file.",
)
_BECAUSE = {
    Obstacle.FORMULA: Label(
        "Себеби: анда башка файлга же программага кайрылган формула бар{place}.",
        "Причина: в нём есть формула, которая обращается к другому файлу или программе{place}.",
        "The reason: it has a formula that calls another file or program{place}.",
    ),
    Obstacle.LINKS: Label(
        "Себеби: анда башка файлдарга шилтемелер бар; аларды маанилер менен алмаштырыңыз.",
        "Причина: в нём есть связи с другими файлами; замените их значениями.",
        "The reason: it has links to other files; replace them with values.",
    ),
    Obstacle.DATA: Label(
        "Себеби: ал сырттагы маалымат базасына туташтырылган.",
        "Причина: он подключён к внешним данным.",
        "The reason: it is connected to data outside.",
    ),
    Obstacle.MACRO_SHEET: Label(
        "Себеби: анда макрос барагы бар.", "Причина: в нём есть лист макросов.", "The reason: it has a macro sheet."
    ),
    Obstacle.EMBEDDED: Label(
        "Себеби: ага башка документ же башкаруу элементи кыстарылган.",
        "Причина: в него вставлен другой документ или элемент управления.",
        "The reason: another document or a control is embedded in it.",
    ),
    Obstacle.SHARED: Label(
        "Себеби: ал бир нече адам чогуу иштөө режиминде сакталган.",
        "Причина: он сохранён в режиме совместной работы.",
        "The reason: it is shared between several people.",
    ),
    Obstacle.SIGNED: Label(
        "Себеби: ага электрондук кол коюлган.",
        "Причина: он подписан электронной подписью.",
        "The reason: it is signed digitally.",
    ),
    Obstacle.FORMAT: Label(
        "Белгиленген көчүрмө .xlsx форматындагы файлга гана жасалат.",
        "Размеченную копию можно сделать только из файла .xlsx.",
        "A marked copy can be made of an .xlsx file only.",
    ),
    Obstacle.TOO_LARGE: Label(
        "Себеби: файл өтө чоң.", "Причина: файл слишком большой.", "The reason: the file is too large."
    ),
    Obstacle.UNUSUAL: Label(
        "Себеби: файл адаттан тыш сакталган; аны Excelден ачып, кайра сактаңыз.",
        "Причина: файл сохранён необычным образом; откройте его в Excel и сохраните заново.",
        "The reason: the file is saved in an unusual way; open it in Excel and save it again.",
    ),
}


def only_a_list_words(unmarked: Unmarked | None, language: Language) -> str:
    """Say that the attached workbook is a list, and why; only the first where nothing is known."""
    said = _ONLY_A_LIST[language]
    if unmarked is None:
        return said
    sheet = f"«{plain_in_message(unmarked.sheet, _LONGEST_SHEET)}»" if unmarked.sheet else ""
    place = ", ".join(filter(None, (sheet, unmarked.cell)))
    return f"{said} {_BECAUSE[unmarked.obstacle][language].format(place=f' ({place})' if place else '')}"
