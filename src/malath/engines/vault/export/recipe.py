"""VERIFY.txt: how anyone checks the package without Malath, on one page, in three languages. The commands are the same in
all of them, so they stand once."""

from __future__ import annotations

COMMANDS = """\
(1)  age -d -i YOUR-KEY.txt PACKAGE.age | tar -x
     cd {bag}
(2)  sha256sum -c manifest-sha256.txt
(3)  bagit.py --validate .
(4)  GO111MODULE=off GOPATH=/usr/share/gocode go build -o ../verify-log verify/verify.go
     sh verify/check.sh
(5)  for t in proofs/timestamps/*.tsr; do n="${{t%.tsr}}"; openssl ts -verify -data "$n.note" -in "$t" -CAfile "$n.pem"; done
"""

ENGLISH = """\
HOW TO CHECK THIS PACKAGE

You need age, tar, sha256sum, bagit.py, Go and openssl: packages of any Linux system (Debian: age, python3-bagit,
golang-go, golang-golang-x-mod-dev, openssl). You do not need Malath, and no network.
(1) opens the package. (2) and (3) must say OK for every file: nothing was changed since the package was made.
(4) must end with "all hold": each file has the SHA-256 that was written into the log when it came, and the log's owner
signed a log that contains that entry, and each event of custody.csv. (5) must say "Verification: OK" for each line:
an outside authority saw that log at the time it names. {stamps}
verify/check.sh and verify/verify.go came inside this package, and whoever made it could have changed them. They are short:
read them before you run them, or take them from a copy of Malath's source that you trust and compare.
The log's key is in proofs/log.vkey. Ask the sender for it by another way and compare: {vkey}
custody.csv tells who put each file in, who opened it, and when (custody.xml: the same for machines, not compared by (4)).
What this does not prove: that no event was left out of it, and that a file shows what is said of it. That is for you to judge.
"""

FRENCH = """\
COMMENT VÉRIFIER CE PAQUET

Il vous faut age, tar, sha256sum, bagit.py, Go et openssl : des paquets de tout système Linux (Debian : age,
python3-bagit, golang-go, golang-golang-x-mod-dev, openssl). Ni Malath, ni réseau.
(1) ouvre le paquet. (2) et (3) doivent répondre OK pour chaque fichier : rien n’a changé depuis que le paquet a été fait.
(4) doit finir par « all hold » : chaque fichier a le SHA-256 inscrit au registre à son arrivée, et le propriétaire du
registre a signé un registre qui contient cette inscription, et chaque événement de custody.csv. (5) doit répondre
« Verification: OK » à chaque ligne : une autorité extérieure a vu ce registre à l’heure qu’elle indique. {stamps}
verify/check.sh et verify/verify.go sont venus dans ce paquet, et qui l’a fait aurait pu les changer. Ils sont courts :
lisez-les avant de les lancer, ou prenez-les d’une copie des sources de Malath à laquelle vous vous fiez et comparez.
La clé du registre est dans proofs/log.vkey. Demandez-la à l’expéditeur par une autre voie et comparez : {vkey}
custody.csv dit qui a déposé chaque fichier, qui l’a ouvert, et quand (custody.xml : la même chose pour les machines, que (4)
ne compare pas). Ce que cela ne prouve pas : qu’aucun événement n’y manque, ni qu’un fichier montre ce qu’on en dit. C’est à
vous d’en juger.
"""

ARABIC = """\
كيف تتحقق من هذه الحزمة

تحتاج إلى age وtar وsha256sum وbagit.py وGo وopenssl، وهي حزم متاحة في أي نظام لينكس (ديبيان: age وpython3-bagit
وgolang-go وgolang-golang-x-mod-dev وopenssl). لا تحتاج إلى «ملاذ» ولا إلى شبكة.
(1) يفتح الحزمة. (2) و(3) يجب أن يجيبا بـ OK لكل ملف: لم يتغير شيء منذ إعداد الحزمة.
(4) يجب أن ينتهي بعبارة «all hold»: لكل ملف بصمة SHA-256 التي كُتبت في السجل عند وصوله، وقد وقّع صاحب السجل على سجل يضم
هذا القيد وكل حدث في custody.csv. (5) يجب أن يجيب «Verification: OK» في كل سطر: رأت جهة خارجية هذا السجل في الوقت
الذي تذكره. {stamps}
الملفان verify/check.sh وverify/verify.go جاءا داخل هذه الحزمة، وكان بوسع من أعدها أن يغيرهما. وهما قصيران: اقرأهما قبل
تشغيلهما، أو خذهما من نسخة تثق بها من مصدر «ملاذ» وقارن.
مفتاح السجل في proofs/log.vkey. اطلبه من المُرسل بطريق آخر وقارن: {vkey}
يذكر custody.csv من أودع كل ملف ومن فتحه ومتى (وcustody.xml هو نفسه للآلات، ولا تقارنه الخطوة (4)). ما لا يثبته هذا: أنه
لم يسقط منه حدث، وأن الملف يُظهر ما يقال عنه. الحكم في ذلك لك.
"""

NO_STAMPS = {
    "en": "There is no time-stamp yet: leave out (5).",
    "fr": "Il n’y a pas encore d’horodatage : laissez (5).",
    "ar": "لا يوجد ختم زمني بعد: تجاوز الخطوة (5).",
}

CHECK = """\
#!/bin/sh
# Each file against the log's entry; each entry and event against the signed log; each line of custody.csv against those.
# Run in the bag: sh verify/check.sh
set -u
bad=0
lines=1
cr=$(printf '\\r')
wrong() { echo "WRONG: $1"; bad=1; }
# The text of one field of an entry, and a text as a cell of a table.
field() { sed -n 's/.*"'"$2"'":"\\(\\([^"\\\\]\\|\\\\.\\)*\\)".*/\\1/p' "$1" |
    sed 's/\\\\\\\\/\\x01/g; s/\\\\[bfnrt]/ /g; s/\\\\u00[01]./ /g; s/\\\\"/"/g; s/\\x01/\\\\/g'; }
cell() {
    case $1 in [=+@-]*) set -- "'$1" ;; esac
    case $1 in *[,\\"]*) printf '"%s"' "$(printf %s "$1" | sed 's/"/""/g')" ;; *) printf %s "$1" ;; esac
}
while IFS=, read -r item sum path; do
    [ "$item" = item ] && continue
    own="proofs/$item/entry.json"
    grep -q "\\"sha256\\":\\"$sum\\"" "$own" || wrong "the log has another SHA-256 for $path"
    grep -q "\\"item\\":\\"$item\\"" "$own" || wrong "the entry is not that of $path"
    printf '%s  %s\\n' "$sum" "$path" | sha256sum -c --quiet - || wrong "$path"
    for entry in "$own" "proofs/$item/events/"*.json; do
        [ -e "$entry" ] || continue
        proof="${entry%.json}.tlog-proof"
        number=$(sed -n 's/^index //p' "$proof")
        [ "$entry" = "$own" ] || [ "$entry" = "proofs/$item/events/$number.json" ] || wrong "$entry is not entry $number"
        grep -q "\\"$item\\"" "$entry" || wrong "$entry is about something else"
        detail="$(field "$entry" why)$(field "$entry" reason)"
        case $(field "$entry" verb) in
        vault.ingest) kind=ingestion detail="" ;;
        vault.view) kind=decryption ;;
        vault.export) kind=exporting ;;
        vault.hold) kind="policy assignment" detail="held${detail:+ $detail}" ;;
        vault.release) kind="policy assignment" detail="hold ended${detail:+ $detail}" ;;
        vault.erase) kind=deletion ;;
        vault.repair) kind=recovery ;;
        *) kind=modification ;;
        esac
        by=$(cell "$(field "$entry" by)")
        told="$item,$sum,$kind,$(field "$entry" at),$by,$(cell "$detail"),$number$cr"
        grep -qxF -e "$told" custody.csv || wrong "custody.csv does not say what $entry says"
        lines=$((lines + 1))
    done
done <items.csv
[ "$(wc -l <custody.csv)" = "$lines" ] || wrong "custody.csv has more or fewer lines than the log proves"
for entry in proofs/*/*.json proofs/*/events/*.json; do
    [ -e "$entry" ] || continue
    base="${entry%.json}"
    [ -s "$base.tlog-proof" ] || wrong "no proof of $entry"
    for proof in "$base".tlog-proof "$base".stamped.tlog-proof; do
        [ -e "$proof" ] || continue
        ../verify-log proofs/log.vkey "$proof" -entry "$entry" -salt "$(cat "$base.salt")" -body "$(cat "$base.body")" \\
            >/dev/null || wrong "$proof"
    done
done
[ "$bad" = 0 ] && echo "all hold"
exit "$bad"
"""


def recipe(bag: str, vkey: str, *, stamped: bool) -> bytes:
    """The page."""
    parts = [COMMANDS.format(bag=bag)]
    for code, text in (("en", ENGLISH), ("fr", FRENCH), ("ar", ARABIC)):
        parts.append(text.format(stamps="" if stamped else NO_STAMPS[code], vkey=vkey))
    return "\n".join(parts).encode()
