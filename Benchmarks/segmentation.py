#!/usr/bin/env python3
"""Compares the words of kefu-bench with those of jieba and of ICU on sentences of your own.

    swift build -c release && ./segmentation.py SENTENCES [--lexicon FILE] [--differences N]

SENTENCES has one sentence a line. Printed: word F1 against jieba.cut, its guessing of unknown words (HMM) off and on,
for Kefu's general list alone, with the lexicon, and for ICU's own word break (PyICU, left out where it is missing);
and the speed of each. A word counts when both its ends agree; punctuation, symbols and spaces are ignored. All cut
the text as Kefu folds it, so all see the same characters. jieba is the measure because its list is the source of ours:
the figure says how much of its cutting a list without rare and long words keeps, not how good either is.
"""
import argparse, collections, os, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))


def import_jieba():
    """jieba, from the system or else from a virtual environment made for it."""
    try:
        import jieba
    except ImportError:
        sys.path.append('/usr/lib/python3/dist-packages')  # apt-get install python3-jieba
        try:
            import jieba
        except ImportError:
            venv = os.path.join(HERE, '.build', 'venv')
            subprocess.run([sys.executable, '-m', 'venv', venv], check=True)
            subprocess.run([os.path.join(venv, 'bin', 'pip'), 'install', '-q', 'jieba==0.42.1'], check=True)
            os.execv(os.path.join(venv, 'bin', 'python'), [os.path.join(venv, 'bin', 'python')] + sys.argv)
    jieba.setLogLevel('ERROR')
    jieba.initialize()
    return jieba


def spans(words):
    """Words as pairs of positions in the letters, digits and characters of a sentence."""
    result, position = [], 0
    for word in words:
        size = sum(c.isalnum() for c in word)
        if size:
            result.append((position, position + size))
        position += size
    return result


def f1(ours, theirs):
    right = sum(len(set(a) & set(b)) for a, b in zip(ours, theirs))
    precision, recall = right / sum(map(len, ours)), right / sum(map(len, theirs))
    return 2 * precision * recall / (precision + recall), precision, recall


def ours(sentences, lexicon=None):
    with tempfile.TemporaryDirectory() as folder:
        words, normalized = os.path.join(folder, 'words'), os.path.join(folder, 'normalized')
        command = [os.path.join(HERE, '.build/release/kefu-bench'), 'segment', '--input', sentences,
                   '--output', words, '--normalized', normalized]
        done = subprocess.run(command + (['--lexicon', lexicon] if lexicon else []), check=True, capture_output=True, text=True)
        lines = lambda path: open(path, encoding='utf8').read().split('\n')[:-1]
        return [line.split(' ') for line in lines(words)], lines(normalized), done.stderr


def icu_words(text):
    import icu
    breaker = icu.BreakIterator.createWordInstance(icu.Locale('zh'))
    breaker.setText(text)
    # Positions are in UTF-16 units.
    units, words, start = text.encode('utf-16-le'), [], 0
    for end in breaker:
        words.append(units[start * 2:end * 2].decode('utf-16-le'))
        start = end
    return words


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('sentences')
    parser.add_argument('--lexicon')
    parser.add_argument('--differences', type=int, default=0, help='most frequent differences to print')
    arguments = parser.parse_args()
    jieba = import_jieba()
    systems = {}
    words, texts, report = ours(arguments.sentences)
    systems['Kefu, general list'] = words
    print(report, end='')
    if arguments.lexicon:
        systems['Kefu, with lexicon'], _, report = ours(arguments.sentences, arguments.lexicon)
        print('with lexicon:\n' + report, end='')
    try:
        start = time.perf_counter()
        systems['ICU'] = [icu_words(text) for text in texts]
        print(f'ICU       {sum(map(len, texts)) / (time.perf_counter() - start) / 1e6:.2f} M characters/s (through Python)')
    except ImportError:
        print('ICU       left out: no PyICU')
    for hmm in (False, True):
        start = time.perf_counter()
        cut = [jieba.lcut(text, HMM=hmm) for text in texts]
        rate = sum(map(len, texts)) / (time.perf_counter() - start) / 1e6
        print(f'jieba.cut with HMM {"on" if hmm else "off"}: {rate:.2f} M characters/s; word F1 (precision, recall) against it:')
        reference = [spans(words) for words in cut]
        for name, words in systems.items():
            figures = f1([spans(w) for w in words], reference)
            print(f'  {name:20} %.4f (%.4f, %.4f)' % figures)
        if arguments.differences:
            count = collections.Counter()
            for text, mine, theirs in zip(texts, systems['Kefu, general list'], cut):
                letters = ''.join(c for c in text if c.isalnum())
                a, b = set(spans(mine)), set(spans(theirs))
                for begin, end in b - a:
                    inside = sorted(s for s in a if s[0] < end and s[1] > begin)
                    count[letters[begin:end] + ' ← ' + '/'.join(letters[x:y] for x, y in inside)] += 1
            for difference, n in count.most_common(arguments.differences):
                print(f'    {n:4} {difference}')


main()
