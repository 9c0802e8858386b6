"""The workbooks that municipalities have: each kind is read as its clerk meant it, or told with its cell."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from sources.folding import fold
from sources.forms import FORMS
from sources.workbook.legacy_fonts import LEGACY_FONTS, find_legacy_font, form_words, read_in
from sources.workbook.sheet_scan import scan_sheet

FONT_1, FONT_2 = LEGACY_FONTS
WATER = ["settlement", "population", "residents_served", "amount_billed", "amount_collected"]
ROWS = [["Ак-Суу", 1200, 800, 5000, 4500], ["Кара-Суу", 900, 700, 4000, 3900]]


def typed_for(font, text):
    """Return a text as somebody types it who sees the font."""
    for stored, meant in zip(font.stored, font.meant, strict=True):
        text = text.replace(meant, stored).replace(meant.upper(), stored.upper())
    return text


def repacked(content, edit):
    """Return a workbook with its parts edited: name and bytes in, bytes out, or None to leave it out."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            data = edit(name, before.read(name))
            if data is not None:
                after.writestr(name, data)
    return buffer.getvalue()


class TestLegacyFonts:
    @pytest.mark.parametrize(
        ("font", "written", "meant"),
        [
            (FONT_1, "Кещеш, мищ", "Кеңеш, миң"),
            (FONT_1, "Жергиликтъъ кирешелер", "Жергиликтүү кирешелер"),
            (FONT_1, "ТЕЩДЕШТИРЪЪЧЪ, Жащы-Жол", "ТЕҢДЕШТИРҮҮЧҮ, Жаңы-Жол"),
            (FONT_2, "КЪРСЪТ\\\\Л, ън\\кт\\р\\\\, ЖЪБ", "КӨРСӨТҮҮЛ, өнүктүрүү, ЖӨБ"),
            (FONT_2, "Жергиликт\\\\, т\\шкън", "Жергиликтүү, түшкөн"),
            (FONT_2, "кеёешинин, деёгээлде, соёку", "кеңешинин, деңгээлде, соңку"),
            (FONT_2, "Т\\шкън, \\ч к\\н\\", "Түшкөн, үч күнү"),
        ],
    )
    def test_what_is_drawn_is_read(self, vocabulary, font, written, meant):
        words = form_words(vocabulary)
        assert read_in(written, font, words) == meant
        assert find_legacy_font(written.split(), words) == font

    @pytest.mark.parametrize("font", LEGACY_FONTS, ids=lambda font: font.name)
    @pytest.mark.parametrize(
        "text",
        [
            *("объём", "ещё", "общая площадь", "подъезд", "съезд", "помещение", "освещение", "учащиеся", "приём"),
            *("водоём", "товарищ", "помощь", "женщины", "адъютант", "моё", "её", "боёк", "коёт", "Объём, м³", "Банкъ"),
            *("а\\о", "р\\н", "№ п\\п", "и\\или", "дети\\подростки", "село\\город", "C:\\Отчёты\\вода.xlsx", "п\\п"),
        ],
    )
    def test_russian_words_and_strokes_stay_in_a_sheet_of_either_font(self, vocabulary, font, text):
        assert read_in(text, font, form_words(vocabulary)) == text

    @pytest.mark.parametrize(
        "texts",
        [
            ["ещё", "объём", "общая площадь", "учёт", "подъезд", "женщины\\мужчины", "а\\о", "р\\н", "к\\н"],
            ["Жаңы-Айыл", "коёт", "боёк", "кеңеш", "өкмөтү", "көчөсү", "үчүн"],
            ["Кенеш", "жергиликтуу", "окмоту", "учун"],
            ["къб"],
        ],
        ids=["Russian", "Kyrgyz", "Kyrgyz in Russian letters", "one word that nobody knows"],
    )
    def test_no_font_is_seen_where_the_text_says_what_it_stores(self, vocabulary, texts):
        assert find_legacy_font(texts, form_words(vocabulary)) is None

    def test_the_own_headings_of_the_forms_are_never_taken_for_another_font(self, vocabulary, read, full_book):
        assert "legacy_font" not in read(full_book()).codes()
        texts = [text for form in FORMS.values() for column in form.columns().values() for text in column.label]
        assert find_legacy_font(texts, form_words(vocabulary)) is None

    @pytest.mark.parametrize("font", LEGACY_FONTS, ids=lambda font: font.name)
    def test_a_whole_sheet(self, read, book, headings, font):
        written = [typed_for(font, text) for text in headings("water_supply", *WATER, language="ky")]
        rows = [written, ["Жаңы-Дөбө", 1200, 800, 5000, 4500], [typed_for(font, "Жаңы-Көчө"), 1, 1, 1, 1]]
        rows += [[typed_for(font, "Жалпысы"), 1201, 801, 5001, 4501]]
        book.sheet("Ичүүчү суу", rows)
        found = read(book)
        assert set(found.columns_of("water_supply")) == set(WATER)
        assert found.cells_of("water_supply")["A3"] == read_in(rows[2][0], font)
        note = found.finding("legacy_font")
        assert (note.sheet, note.value.startswith(font.name), note.cell) == ("Ичүүчү суу", True, note.cell)
        assert font.described in note.expected

    def test_each_sheet_has_its_own_font(self, read, book, headings):
        water = [typed_for(FONT_1, text) for text in headings("water_supply", *WATER, language="ky")]
        lighting = [typed_for(FONT_2, text) for text in headings("street_lighting", language="ky")]
        book.sheet("Ичүүчү суу", [water, [typed_for(FONT_1, "Үч-Көрүк, жаңы"), 1, 1, 1, 1]])
        book.sheet("Көчө жарыгы", [lighting, [typed_for(FONT_2, "Үч-Төбө")]])
        found = read(book)
        notes = {f.sheet: f.value.split(":")[0] for f in found.findings if f.code == "legacy_font"}
        assert notes == {"Ичүүчү суу": FONT_1.name, "Көчө жарыгы": FONT_2.name}

    def test_the_name_of_a_sheet_and_the_cover(self, read, empty_book, headings):
        book = empty_book()
        rows = [("Муниципалитеттин аталышы", "Жаңы-Көчө айыл өкмөтү, кеңеши"), ("Жыл", 2021), ("Чейрек", 1)]
        book.sheet("Титулдук барак", [[typed_for(FONT_2, text) for text in row[:1]] + [row[1]] for row in rows])
        book.sheet(typed_for(FONT_1, "Ичүүчү суу"), [headings("water_supply", *WATER), *ROWS])
        found = read(book)
        assert found.answers["water_supply"] == "rows"


class TestOtherSpellings:
    @pytest.mark.parametrize(
        "spelled",
        [
            "Суу берүү көлөмү",
            "СУУ БЕРҮҮ КӨЛӨМҮ",
            "Cуу беpүү көлөмү",
            "Суу беруу коломy",
            "Сууберүүкөлөмү",
        ],
        ids=["own", "capitals", "Latin look-alikes", "Russian letters", "lost spaces"],
    )
    def test_a_heading_is_known_in_each(self, spelled):
        assert fold(spelled) == fold("Суу берүү көлөмү")

    def test_the_other_ng(self):
        assert fold("Миӊ-Булак кеӊеши") == fold("Миң-Булак кеңеши") == fold("Мин булак кенешi")


class TestMergedValues:
    def test_a_figure_over_two_rows_is_counted_once_and_told(self, read, book, headings):
        rows = [headings("water_supply", *WATER), ROWS[0], ["Кара-Суу", None, 700, 4000, 3900]]
        book.sheet("Ичүүчү суу", rows, merge=("B2:B3",))
        found = read(book)
        assert "B3" not in found.cells_of("water_supply")
        fault = found.finding("merged_values")
        assert (fault.cell, fault.value) == ("B2", "1200.0")
        assert "B2:B3" in fault.expected

    def test_a_figure_over_two_columns(self, read, book, headings):
        rows = [headings("water_supply", *WATER), ["Ак-Суу", 1200, None, 5000, 4500]]
        book.sheet("Ичүүчү суу", rows, merge=("B2:C2",))
        assert read(book).finding("merged_values").cell == "B2"

    def test_a_name_over_its_rows_is_no_fault(self, read, book, headings):
        rows = [headings("youth_clubs", "settlement", "club_name", "girls"), ["Ак-Суу", "Дзюдо", 5], [None, "Бий", 6]]
        book.sheet("Секциялар жана ийримдер", rows, merge=("A2:A3",))
        found = read(book)
        assert "merged_values" not in found.codes()
        assert found.cells_of("youth_clubs")["A3"] == "Ак-Суу"


class TestTwoTables:
    def test_the_same_form_again_with_the_same_columns_is_read_on(self, read, book, headings):
        heading = headings("water_supply", *WATER)
        book.sheet("Ичүүчү суу", [heading, ROWS[0], [], ["2-айыл"], heading, ROWS[1]])
        found = read(book)
        assert {found.cells_of("water_supply")[cell] for cell in ("A2", "A6")} == {"Ак-Суу", "Кара-Суу"}
        assert found.codes("heading_missing", "required_heading_missing", "sheet_by_alias") == []

    def test_the_same_form_with_other_columns_is_told_and_never_misread(self, read, book, headings):
        other = headings("water_supply", "settlement", "residents_served", "population")
        book.sheet("Ичүүчү суу", [headings("water_supply", *WATER), ROWS[0], [], other, ["Кара-Суу", 700, 900]])
        found = read(book)
        assert {cell[1:] for cell in found.cells_of("water_supply")} == {"2"}
        fault = found.finding("second_table_left_out")
        assert (fault.form, fault.cell) == ("water_supply", "A4")

    def test_another_form_below_is_read_as_that_form(self, read, book, headings):
        clubs = headings("youth_clubs", "settlement", "club_name", "girls", "boys")
        rows = [headings("water_supply", *WATER), *ROWS, [], clubs, ["Ак-Суу", "Дзюдо", 5, 6]]
        book.sheet("Ичүүчү суу", rows)
        found = read(book)
        assert {cell[1:] for cell in found.cells_of("water_supply")} == {"2", "3"}
        assert found.cells_of("youth_clubs") == {"A6": "Ак-Суу", "B6": "Дзюдо", "C6": 5, "D6": 6}
        note = found.finding("second_table")
        assert (note.form, note.sheet, note.cell) == ("youth_clubs", "Ичүүчү суу", "A5")

    def test_another_form_beside_is_read_as_that_form(self, read, book, headings):
        clubs = headings("youth_clubs", "settlement", "club_name", "girls", "boys")
        book.sheet(
            "Ичүүчү суу",
            [[*headings("water_supply", *WATER), None, *clubs], [*ROWS[0], None, "Ак-Суу", "Дзюдо", 5, 6]],
        )
        found = read(book)
        assert found.cells_of("water_supply") == dict(zip(("A2", "B2", "C2", "D2", "E2"), ROWS[0], strict=True))
        assert found.cells_of("youth_clubs") == {"G2": "Ак-Суу", "H2": "Дзюдо", "I2": 5, "J2": 6}

    def test_another_form_that_has_its_own_sheet_is_told(self, read, book, headings):
        clubs = headings("youth_clubs", "settlement", "club_name", "girls", "boys")
        book.sheet("Ичүүчү суу", [headings("water_supply", *WATER), *ROWS, clubs, ["Ак-Суу", "Бий", 5, 6]])
        book.sheet("Секциялар жана ийримдер", [clubs, ["Ак-Суу", "Дзюдо", 5, 6]])
        found = read(book)
        assert found.cells_of("youth_clubs")["B2"] == "Дзюдо"
        assert found.finding("second_table_left_out").cell == "A4"

    def test_the_same_form_twice_side_by_side_is_told(self, read, book, headings):
        heading = headings("water_supply", *WATER)
        book.sheet("Ичүүчү суу", [[*heading, *heading], [*ROWS[0], *ROWS[1]]])
        assert read(book).codes().count("heading_repeated") == 2 * len(WATER)


class TestEmptyFormattedRows:
    """A clerk formats whole columns, and Excel writes a million rows."""

    LAST = 1_048_576

    @pytest.mark.parametrize(
        "row",
        [
            '<row r="{0}" spans="1:12" s="1" customFormat="1" ht="15.75" customHeight="1"/>',
            '<row r="{0}"/>',
            '<row r="{0}" spans="1:1"><c r="A{0}" s="1"/></row>',
        ],
        ids=["formatted rows", "bare rows", "a formatted cell in each"],
    )
    def test_a_million_of_them_are_passed_over(self, read, book, headings, row):
        book.sheet("Ичүүчү суу", [headings("water_supply", *WATER), *ROWS])
        tail = "".join(row.format(number) for number in range(4, self.LAST + 1)).encode()

        def edit(name, data):
            return data.replace(b"</sheetData>", tail + b"</sheetData>") if name.endswith("sheet2.xml") else data

        assert len(read(repacked(book.content(), edit)).cells_of("water_supply")) == 10

    def test_they_are_not_looked_at_one_by_one(self):
        filled = b'<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        empty = b"".join(b'<row r="%d"><c r="A%d" s="1"/></row>' % (row, row) for row in range(2, 100_000))
        scan = scan_sheet(filled + empty + b"</sheetData></worksheet>", 2_000_000, 4_000_000)
        assert (scan.cells, scan.last_row) == (1, 0)

    def test_a_row_behind_the_end_of_a_sheet_is_not_passed_over(self, read, book, headings):
        book.sheet("Ичүүчү суу", [headings("water_supply", *WATER), *ROWS])
        tail = b'<row r="4"/>' * 100_000 + b'<row r="4294967295"><c r="A4294967295" s="1"/></row>'

        def edit(name, data):
            return data.replace(b"</sheetData>", tail + b"</sheetData>") if name.endswith("sheet2.xml") else data

        assert read(repacked(book.content(), edit)).kind is None

    def test_a_dimension_that_lies(self, read, book, headings):
        book.sheet("Ичүүчү суу", [headings("water_supply", *WATER), *ROWS])

        def edit(_, data):
            return re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', data)

        assert len(read(repacked(book.content(), edit)).cells_of("water_supply")) == 10


class TestProgramsOtherThanExcel:
    def test_google_sheets_texts_inside_cells_and_few_styles(self, read, book, headings):
        """Google writes no application properties and texts of formulas as ``t="str"``."""
        book.sheet("Ичүүчү суу", [headings("water_supply", *WATER), *ROWS])

        def edit(name, data):
            if name.startswith("docProps/"):
                return None
            if name == "_rels/.rels":
                return re.sub(rb"<Relationship [^>]*docProps[^>]*/>", b"", data)
            if name == "[Content_Types].xml":
                return re.sub(rb'<Override PartName="/docProps[^>]*/>', b"", data)
            if name.endswith("sheet2.xml"):
                text = '<c r="A2" t="str"><f>"Ак-"&amp;"Суу"</f><v>Ак-Суу</v></c>'.encode()
                return re.sub(rb'<c r="A2"[^>]*><v>\d+</v></c>', text, data)
            return data

        assert read(repacked(book.content(), edit)).cells_of("water_supply")["A2"] == "Ак-Суу"

    def test_wps_brings_parts_of_its_own(self, read, book, headings):
        book.sheet("Ичүүчү суу", [headings("water_supply", *WATER), *ROWS])
        content = repacked(book.content(), lambda _, data: data)
        buffer = io.BytesIO(content)
        with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(
                "docProps/custom.xml",
                b'<?xml version="1.0"?><Properties><property name="KSOProductBuildVer"/></Properties>',
            )
            archive.writestr("customXml/item1.xml", b"<allowEditUser xmlns='http://www.wps.cn/et/2018/main'/>")
            archive.writestr(
                "xl/cellimages.xml", b"<etc:cellImages xmlns:etc='http://www.wps.cn/officeDocument/2017/etCustomData'/>"
            )
        found = read(buffer.getvalue())
        assert len(found.cells_of("water_supply")) == 10

    def test_macros_are_ignored_and_noted(self, read, book, headings):
        book.sheet("Ичүүчү суу", [headings("water_supply", *WATER), *ROWS])
        buffer = io.BytesIO(book.content())
        with zipfile.ZipFile(buffer, "a") as archive:
            archive.writestr("xl/vbaProject.bin", b"Attribute VB_Name")
        found = read(buffer.getvalue())
        assert found.integrity.macros
        assert len(found.cells_of("water_supply")) == 10


def test_filtered_rows_are_read_with_one_note(read, book, headings):
    sheet = book.sheet("Ичүүчү суу", [headings("water_supply", *WATER), *ROWS, ["Тоо", 1, 1, 1, 1]])
    sheet.autofilter("A1:E4")
    sheet.filter_column(0, "x == Ак-Суу")
    sheet.set_row(2, options={"hidden": True})
    sheet.set_row(3, options={"hidden": True})
    found = read(book)
    assert found.cells_of("water_supply")["A4"] == "Тоо"
    assert found.finding("hidden_rows").value == "3; 4"
    assert found.integrity.hidden_rows
