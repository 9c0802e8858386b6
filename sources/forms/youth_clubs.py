"""Youth clubs: one sports section or after-school club."""

from __future__ import annotations

from sources.forms import recurring
from sources.forms.codes import ACTIVITY, FUNDING
from sources.forms.form import (
    Boolean,
    Code,
    Decimal,
    Form,
    Integer,
    Kind,
    Rule,
    Severity,
    Text,
    boolean,
    code,
    decimal,
    integer,
    text,
)
from sources.labels import Label


class YouthClubs(
    Form,
    sheet=Label("Секциялар жана ийримдер", "Секции и кружки", "Youth clubs"),
    sheet_aliases=(
        "Спорт",
        "Ийримдер",
        "Ийрим",
        "Секциялар",
        "Спорттук секциялар",
        "Спортивные секции",
        "Секции",
        "Кружки",
        "Кружок",
        "Спорт секция",
    ),
    record="one sports section or after-school club",
):
    """One sports section or after-school club."""

    settlement: Text = recurring.settlement()
    club_name: Text = text(
        key=True,
        required=True,
        ky="Секциянын / ийримдин аталышы",
        ru="Название секции / кружка",
        en="Club name",
        aliases=("Секция", "Ийрим", "Аталышы", "Кружок", "Название"),
    )
    activity: Code = code(
        ACTIVITY,
        required=True,
        ky="Багыты",
        ru="Направление",
        en="Activity",
        aliases=("Түрү", "Багыт", "Вид", "Вид деятельности"),
    )
    girls: Integer = integer(
        "person",
        Kind.STOCK,
        required=True,
        ky="Кыздар",
        ru="Девочки",
        en="Girls",
        aliases=("Кыз", "Кыз балдар", "Девушки"),
    )
    boys: Integer = integer(
        "person",
        Kind.STOCK,
        required=True,
        ky="Балдар (эркек)",
        ru="Мальчики",
        en="Boys",
        aliases=("Уулдар", "Эркек балдар", "Юноши"),
    )
    children_total: Integer = integer(
        "person",
        Kind.STOCK,
        ky="Балдардын жалпы саны",
        ru="Всего детей",
        en="Children, total",
        aliases=("Балдардын саны", "Балдар баары", "Баары", "Всего", "Дети", "Кол-во детей"),
    )
    coaches: Integer = integer(
        "person",
        Kind.STOCK,
        ky="Машыктыруучулар жана педагогдор",
        ru="Тренеры и педагоги",
        en="Coaches and teachers",
        aliases=("Машыктыруучулар", "Педагогдор", "Тренерлер", "Тренеры", "Педагоги", "Руководители"),
    )
    monthly_fee: Decimal = decimal(
        "KGS",
        Kind.STOCK,
        ky="Айлык акы, сом",
        ru="Плата в месяц, сом",
        en="Monthly fee",
        additive=False,
        aliases=("Акысы", "Айлык төлөм", "Плата", "Ежемесячная плата"),
    )
    funding: Code = code(
        FUNDING,
        ky="Каржылоо булагы",
        ru="Источник финансирования",
        en="Funding",
        aliases=("Каржылоо", "Каржы булагы", "Источник"),
    )
    fee_agreed_with_parents: Boolean = boolean(
        ky="Акы ата-энелер менен талкууланганбы",
        ru="Плата обсуждена с родителями",
        en="Fee agreed with parents",
    )

    total_is_sum = Rule(Severity.ERROR, "children_total == girls + boys")
