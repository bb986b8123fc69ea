#!/usr/bin/env python3
"""Makes the tables of ../Data from the Debian packages python3-jieba, unicode-data and icu-devtools.

    apt-get install python3-jieba unicode-data icu-devtools && python3 make_tables.py

words.txt       frequency<TAB>words of 1–4 Han characters with that frequency, most frequent first
pinyin.txt      syllable<TAB>characters read so first<TAB>characters read so second or later
simplified.txt  pairs of a character and the simplified one it is matched as
"""
import bz2, collections, os, re, subprocess, unicodedata

JIEBA = '/usr/lib/python3/dist-packages/jieba/dict.txt'
UNIHAN = '/usr/share/unicode/Unihan_%s.txt.bz2'
OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'Data')
# By length, the frequency below which words are left out. The list gives frequency 3 to many words of today's trade
# (客服, 换货, 验证码, 快递费); rare words of four characters are proverbs, and of three with frequency 2 names.
RAREST = {1: 1, 2: 3, 3: 3, 4: 5}
# Written in Taiwan and Hong Kong for a character neither ICU nor Unihan calls a variant of it.
BY_HAND = {'妳': '你', '牠': '它', '祂': '他', '彆': '别', '檯': '台', '颱': '台', '佈': '布', '喫': '吃', '唸': '念', '嘸': '无', '囉': '啰', '咁': '咁'}


def unihan(name, fields):
    table = collections.defaultdict(dict)
    for line in bz2.open(UNIHAN % name, 'rt', encoding='utf8'):
        if line.startswith('U+'):
            code, field, value = line.rstrip('\n').split('\t')
            if field in fields and int(code[2:], 16) <= 0xFFFF:
                table[chr(int(code[2:], 16))][field] = value
    return table


def plain(syllable):
    """háng → hang, lüè → lve; None where it is not a syllable of letters."""
    s = unicodedata.normalize('NFD', syllable.lower()).replace('u\u0308', 'v')
    s = ''.join(c for c in s if not unicodedata.combining(c))
    return s if re.fullmatch('[a-z]{1,6}', s) else None


def readings():
    table = unihan('Readings', {'kMandarin', 'kHanyuPinlu', 'kTGHZ2013', 'kXHC1983'})
    result = {}
    for char, fields in table.items():
        ordered = []
        pinlu = [(int(n), s) for s, n in re.findall(r'(\S+?)\((\d+)\)', fields.get('kHanyuPinlu', ''))]
        # A reading under 2 % of a character's uses is a curiosity that would only make false homophones, unless the
        # character is so common that even so it is often heard (还 huan, 都 du).
        total = sum(n for n, _ in pinlu)
        ordered += [s for n, s in sorted(pinlu, reverse=True) if n * 50 >= total or n >= 90]
        ordered += fields.get('kMandarin', '').split()
        if not pinlu:
            for field in ('kTGHZ2013', 'kXHC1983'):
                for group in fields.get(field, '').split():
                    ordered += group.split(':')[-1].split(',')
        kept = list(dict.fromkeys(p for p in map(plain, ordered) if p and (len(p) > 1 or p in 'aeo')))
        if kept:
            result[char] = kept[:4]
    return result


def simplification(read):
    variants = unihan('Variants', {'kSimplifiedVariant', 'kSemanticVariant', 'kZVariant'})
    standard = {c for c, f in unihan('Readings', {'kTGHZ2013'}).items()}
    chars = [chr(c) for r in ((0x3400, 0x4DC0), (0x4E00, 0xA000)) for c in range(*r)]
    lines = subprocess.run(['uconv', '-f', 'utf-8', '-t', 'utf-8', '-x', 'Traditional-Simplified'],
                           input='\n'.join(chars), capture_output=True, text=True, check=True).stdout.split('\n')
    table = {c: s for c, s in zip(chars, lines) if c != s and len(s) == 1 and s <= '\uffff'}
    codes = lambda text: [chr(int(x, 16)) for x in re.findall(r'U\+([0-9A-F]{4})\b', text)]
    for c in chars:
        if c in table or c in standard:
            continue
        fields = variants.get(c, {})
        for v in codes(fields.get('kSimplifiedVariant', '')) + codes(fields.get('kSemanticVariant', '')) + codes(fields.get('kZVariant', '')):
            if v != c and v in standard and set(read.get(v, ())) & set(read.get(c, ())):
                table[c] = v
                break
    table.update({c: s for c, s in BY_HAND.items() if c != s})
    # One step is enough for every character.
    for c in list(table):
        seen = {c}
        while table[c] in table and table[c] not in seen:
            seen.add(table[c])
            table[c] = table[table[c]]
    return {c: s for c, s in table.items() if c != s}


def main():
    os.makedirs(OUT, exist_ok=True)
    read = readings()
    simple = simplification(read)
    for c, s in simple.items():
        read.setdefault(s, read.get(c, []))
    words = collections.Counter()
    for line in open(JIEBA, encoding='utf8'):
        word, frequency = line.split()[:2]
        word = ''.join(simple.get(c, c) for c in word)
        if 1 <= len(word) <= 4 and all('\u4e00' <= c <= '\u9fff' for c in word):
            words[word] += int(frequency)
    by_frequency = collections.defaultdict(list)
    for word, frequency in words.items():
        if frequency >= RAREST[len(word)]:
            by_frequency[frequency].append(word)
    with open(os.path.join(OUT, 'words.txt'), 'w', encoding='utf8') as f:
        for frequency in sorted(by_frequency, reverse=True):
            f.write(f'{frequency}\t{" ".join(sorted(by_frequency[frequency]))}\n')
    first, later = collections.defaultdict(list), collections.defaultdict(list)
    for char in sorted(read):
        for i, syllable in enumerate(read[char]):
            (later if i else first)[syllable].append(char)
    with open(os.path.join(OUT, 'pinyin.txt'), 'w', encoding='utf8') as f:
        for syllable in sorted(first.keys() | later.keys()):
            f.write(f'{syllable}\t{"".join(first[syllable])}\t{"".join(later[syllable])}\n')
    with open(os.path.join(OUT, 'simplified.txt'), 'w', encoding='utf8') as f:
        pairs = [c + s for c, s in sorted(simple.items())]
        for i in range(0, len(pairs), 20):
            f.write(' '.join(pairs[i:i + 20]) + '\n')
    print(f'{sum(map(len, by_frequency.values()))} words, {len(read)} characters with pinyin, {len(simple)} simplified')


main()
