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
        meaning=Label(
            "Балдар эмне менен машыгат. Тизмеде жок болсо, «Башка» дегенди тандаңыз.",
            "Чем занимаются дети. Если в списке этого нет, выберите «Другое».",
            "What the children do there. Choose “Other” if it is not in the list.",
        ),
        aliases=("Түрү", "Багыт", "Вид", "Вид деятельности"),
    )
    girls: Integer = integer(
        "person",
        Kind.STOCK,
        required=True,
        ky="Кыздар",
        ru="Девочки",
        en="Girls",
        meaning=Label(
            "Чейректин аягында секцияга же ийримге катталып, катышып жүргөн кыздар.",
            "Девочки и девушки, которые на конец квартала записаны в секцию или кружок и посещают занятия.",
            "Girls who are enrolled and attend at the quarter's end.",
        ),
        aliases=("Кыз", "Кыз балдар", "Девушки"),
    )
    boys: Integer = integer(
        "person",
        Kind.STOCK,
        required=True,
        ky="Балдар (эркек)",
        ru="Мальчики",
        en="Boys",
        meaning=Label(
            "Чейректин аягында секцияга же ийримге катталып, катышып жүргөн эркек балдар.",
            "Мальчики и юноши, которые на конец квартала записаны в секцию или кружок и посещают занятия.",
            "Boys who are enrolled and attend at the quarter's end.",
        ),
        aliases=("Уулдар", "Эркек балдар", "Юноши"),
    )
    children_total: Integer = integer(
        "person",
        Kind.STOCK,
        ky="Балдардын жалпы саны",
        ru="Всего детей",
        en="Children, total",
        meaning=Label(
            "Кыздар менен эркек балдардын саны чогуу.",
            "Девочки и мальчики вместе.",
            "Girls and boys together.",
        ),
        aliases=("Балдардын саны", "Балдар баары", "Баары", "Всего", "Дети", "Кол-во детей"),
    )
    coaches: Integer = integer(
        "person",
        Kind.STOCK,
        ky="Машыктыруучулар жана педагогдор",
        ru="Тренеры и педагоги",
        en="Coaches and teachers",
        meaning=Label(
            "Ушул секцияда же ийримде балдарды окуткандардын баары.",
            "Все, кто ведёт занятия в этой секции или этом кружке.",
            "Everybody who teaches in this section or club.",
        ),
        aliases=("Машыктыруучулар", "Педагогдор", "Тренерлер", "Тренеры", "Педагоги", "Руководители"),
    )
    monthly_fee: Decimal = decimal(
        "KGS",
        Kind.STOCK,
        ky="Айлык акы, сом",
        ru="Плата в месяц, сом",
        en="Monthly fee",
        meaning=Label(
            "Бир бала үчүн бир айга төлөнгөн акы. Акысыз болсо, 0.",
            "Сколько платят за одного ребёнка в месяц. Если занятия бесплатные, 0.",
            "What is paid for one child a month; 0 if it is free.",
        ),
        additive=False,
        aliases=("Акысы", "Айлык төлөм", "Плата", "Ежемесячная плата"),
    )
    funding: Code = code(
        FUNDING,
        ky="Каржылоо булагы",
        ru="Источник финансирования",
        en="Funding",
        meaning=Label(
            "Секциянын же ийримдин чыгымын ким көтөрөт. Бир нече булак болсо, «Аралаш» дегенди тандаңыз.",
            "Кто оплачивает работу секции или кружка. Если источников несколько, выберите «Смешанное».",
            "Who pays for the section or club. Choose “Mixed” if there are several.",
        ),
        aliases=("Каржылоо", "Каржы булагы", "Источник"),
    )
    fee_agreed_with_parents: Boolean = boolean(
        ky="Акы ата-энелер менен талкууланганбы",
        ru="Плата обсуждена с родителями",
        en="Fee agreed with parents",
        meaning=Label(
            "Акынын өлчөмү ата-энелер менен талкууланып, макулдашылган болсо, «ооба». Акысыз болсо, бош калтырыңыз.",
            "«Да», если размер платы обсуждён и согласован с родителями. Если занятия бесплатные, оставьте пустым.",
            "Yes if the fee was discussed and agreed with the parents; blank if there is no fee.",
        ),
    )

    total_is_sum = Rule(Severity.ERROR, "children_total == girls + boys")
