"""Case tables: parts of names that are one name however written, and parts that are two names."""

from __future__ import annotations

import pytest

from malath.engines.names.align import ALIKE, likeness
from malath.engines.names.keys import coarse_variants
from malath.engines.names.tokens import tokens

# Arabic, then ways in which English, French, Turkish, Kurdish and German hands write it.
ONE_NAME = """
محمد: Mohamed Muhammad Mohammed Mohamad Mehmet Mhd Mouhamad
محمود: Mahmoud Mahmud Mahmood Mahmut
أحمد: Ahmad Ahmed Ahmet Achmed
يوسف: Youssef Yusuf Yousif Yousef Youcef
خالد: Khaled Khalid Halid Xalid
حسين: Hussein Hüseyin Husain Hossein Hocine
حسن: Hasan Hassan Hesen
عثمان: Othman Osman Uthman
جمال: Gamal Jamal Djamel Cemal
جميلة: Djamila Jamila Gamila
شكري: Choukri Shukri Şükrü
خديجة: Khadija Hatice Khadidja
فاطمة: Fatima Fatma Fatimah Fatimé
عائشة: Aisha Aïcha Ayşe Ayesha
إبراهيم: Ibrahim Brahim Ebrahim İbrahim
إسماعيل: Ismail Ismaïl İsmail
إسحاق: Ishaq Ishak
عيسى: Issa Isa Aïssa Eissa
موسى: Moussa Musa
مصطفى: Mustafa Mostafa Moustapha
يحيى: Yahya Yehia
ليلى: Layla Leïla Laila
هدى: Huda Houda Hoda
ضحى: Duha Doha Douha
عمر: Omar Umar Ömer
عمرو: Amr Amro
عماد: Imad Emad
غسان: Ghassan
غريب: Gharib Garip
قاسم: Qasim Kasem Kassem
قصي: Qusay Kousai
قباني: Qabbani Kabbani
قذافي: Gaddafi Qaddafi Kadhafi
ضياء: Zia Diaa Dhiaa
رضا: Reda Rida Rıza
رمضان: Ramadan Ramazan
منذر: Munther Mundhir Monzer
نذير: Nazir Nadhir
ظافر: Zafer Dhafer
ثائر: Thaer Tha'ir
جودت: Jawdat Cevdet
طارق: Tariq Tarek Tarık
زياد: Ziad Ziyad
رائد: Raed Ra'ed
وائل: Wael Ouael
مروان: Marwan Marouane
فؤاد: Fouad Fuad Fuat
هشام: Hisham Hicham
رشيد: Rashid Rachid Reşit
شحادة: Shahada Chehade Shehadeh
طعمة: Tohme Tuma Taameh
حمزة: Hamza Hamzeh
عبد الله: Abdallah Abdullah Abd-Allah Abdellah
عبد الرحمن: Abdulrahman Abderrahmane Abdurrahman Abdel-Rahman
عبد العزيز: Abdulaziz Abdelaziz
عبد القادر: Abdulkadir Abdelkader Abdülkadir
عبد اللطيف: Abdellatif Abdul-Latif
عبد الناصر: Abdennasser Abdelnaser
عبد الكريم: Abdulkarim Abdelkrim
نور الدين: Noureddine Nureddin Nour-Eddine
علاء الدين: Aladdin Alaaeddine Alaeddin
صلاح الدين: Salaheddine Selahattin
نصر الله: Nasrallah
هبة الله: Hibatullah
أبو بكر: Abubakr Aboubakr
الخطيب: El-Khatib Alkhateeb al-Khatib
الأحمد: Al-Ahmad Alahmad
الشامي: Al-Chami Alshami ash-Shami
القاضي: El-Kadi Alkadi al-Qadi
الرفاعي: al-Rifai Alrefai er-Rifai
"""

ARABIC_WAYS = """
أحمد احمد
إبراهيم ابراهيم
آمنة امنة
فاطمة فاطمه
مصطفى مصطفي
هدى هدي
يحيى يحيي
عبدالله عبد\u00a0الله
عبدالرحمن عبد\u00a0الرحمن
الشامي شامي
مسؤول مسوول
علاء علا
کریم كريم
محەمەد محمد
ئەحمەد أحمد
گوران كوران
مُحَمَّد محمد
مـحـمـد محمد
إسماعيل اسمعيل
داود داوود
"""

TWO_NAMES = """
محمد محمود
محمد Mahmoud
محمد Mahmud
محمود Mohamed
Mohamed Mahmoud
أحمد محمد
أحمد حمد
سمير سمر
سمر Samir
سمير Samar
Samir Samar
هدى هادي
هدى Hadi
هادي Huda
علي علاء
علي Alaa
علاء Ali
علي عليا
حسن حسين
حسن Hussein
حسين Hassan
Hasan Husain
كريم كرم
كرم Karim
Karam Karim
جميل جميلة
جميل Jamila
جميلة Jamil
أمير أميرة
عمار عمر
عمار Omar
عامر Omar
حماد حمد
سالم سليم
صالح صلاح
خالد خلود
خالد خليل
رشيد راشد
رائد رشيد
نادر نادية
طارق طاهر
مراد مروان
ماهر ماجد
نبيل نزار
رنا رانيا
شامي شاهين
حلبي حلاق
نجار نصار
صالح صباح
عبدالرحمن عبدالرحيم
عبدالكريم عبدالكبير
عبدالكريم كريم
Abdulrahman Abdulrahim
نورالدين بدرالدين
Noureddine Badreddine
عبدالله عبدالإله
يوسف يونس
ياسين ياسر
زيد زياد
"""


def _part(text: str) -> str:
    found = tokens(text)
    assert len(found) == 1, found
    return found[0]


def _one_name() -> list[tuple[str, str]]:
    rows = [line.split(":") for line in ONE_NAME.strip().splitlines()]
    return [(arabic, latin) for arabic, spellings in rows for latin in spellings.split()]


def _rows(table: str) -> list[tuple[str, str]]:
    return [(a, b) for a, b in (line.split(" ", 1) for line in table.strip().splitlines())]


@pytest.mark.parametrize(("arabic", "latin"), _one_name())
def test_a_latin_spelling_is_the_arabic_name(arabic: str, latin: str) -> None:
    assert likeness(_part(arabic), _part(latin)).score >= ALIKE


@pytest.mark.parametrize(("arabic", "latin"), _one_name())
def test_a_latin_spelling_is_found_by_its_coarse_key_or_one_letter_from_it(arabic: str, latin: str) -> None:
    ours, theirs = coarse_variants(_part(arabic)), coarse_variants(_part(latin))

    assert any(a == b or _gaps(a) & _gaps(b) for a in ours for b in theirs)


def _gaps(key: str) -> set[str]:
    return {key, *(key[:i] + key[i + 1 :] for i in range(len(key)))}


@pytest.mark.parametrize(("a", "b"), _rows(ARABIC_WAYS))
def test_arabic_spellings_of_one_name_are_alike(a: str, b: str) -> None:
    assert likeness(_part(a), _part(b)).score >= ALIKE


@pytest.mark.parametrize(("a", "b"), _rows(TWO_NAMES))
def test_two_names_stay_clearly_below_the_level_of_one(a: str, b: str) -> None:
    assert likeness(_part(a), _part(b)).score < 0.8


def test_the_tables_hold_enough_cases() -> None:
    assert len(_one_name()) + len(_rows(ARABIC_WAYS)) + len(_rows(TWO_NAMES)) >= 150
