"""Runs Kefu and its peers on the same rows and writes peers.md, peers.json and peers.svg. Started by `run`.

Measured, each in this process on one thread but Kefu, which runs in one of its own: accuracy (the first
label is the test's), seconds of the processor to build, and microseconds of the processor a message, warm,
median and 99th percentile. Processor time, since it says the same on a busy machine. Peers are asked about
the first messages of each label in turn, a thousand in all; Kefu about all of them.
Retrieval peers answer with the label of the nearest training text. Kefu gives a full answer: all stages,
confidences and a decision.
"""
import argparse, datetime, json, os, platform, re, sqlite3, subprocess, sys, time


def rows(path):
    with open(path, encoding='utf8') as file:
        pairs = [line.rstrip('\n').split('\t') for line in file]
    return [(p[0], p[1]) for p in pairs if len(p) > 1 and p[0]]


def is_chinese(text):
    return any('\u4e00' <= c <= '\u9fff' for c in text)


def words(text):
    """Words of Latin text; of Chinese, characters and pairs of them, as a user would index it without a segmenter."""
    result = []
    for run in re.findall(r'[\u4e00-\u9fff]+|[a-z0-9\']+', text.lower()):
        if is_chinese(run):
            result += list(run) + [run[i:i + 2] for i in range(len(run) - 1)]
        else:
            result.append(run)
    return result


def tokens(text):
    """As `words`, as plain letters that no tokenizer of an engine changes."""
    return [''.join(c if c.isascii() and c.isalnum() else 'u%x' % ord(c) for c in w) for w in words(text)]


class Tantivy:
    name = 'tantivy (bare retrieval)'

    def __init__(self, train):
        import tantivy
        builder = tantivy.SchemaBuilder()
        builder.add_text_field('text', stored=False, tokenizer_name='whitespace')
        builder.add_integer_field('row', stored=True)
        self.module, self.schema = tantivy, builder.build()
        self.index = tantivy.Index(self.schema)
        writer = self.index.writer(num_threads=1)
        for number, (text, _) in enumerate(train):
            writer.add_document(tantivy.Document(text=' '.join(tokens(text)), row=number))
        writer.commit()
        writer.wait_merging_threads()
        self.index.reload()
        self.searcher = self.index.searcher()
        self.labels = [label for _, label in train]

    def answer(self, text):
        found = tokens(text)
        if not found:
            return None
        query = self.index.parse_query(' '.join(found), ['text'])
        hits = self.searcher.search(query, 1).hits
        return self.labels[self.searcher.doc(hits[0][1])['row'][0]] if hits else None


class BM25S:
    name = 'bm25s'

    def __init__(self, train):
        import bm25s
        self.index = bm25s.BM25()
        self.index.index([tokens(text) for text, _ in train], show_progress=False)
        self.labels = [label for _, label in train]

    def answer(self, text):
        found = tokens(text)
        if not found:
            return None
        ids, _ = self.index.retrieve([found], k=1, show_progress=False)
        return self.labels[int(ids[0][0])]


class FTS5:
    name = 'SQLite FTS5'

    def __init__(self, train):
        self.database = sqlite3.connect(':memory:')
        self.database.execute('CREATE VIRTUAL TABLE texts USING fts5(text, label UNINDEXED)')
        self.database.executemany(
            'INSERT INTO texts VALUES (?, ?)', [(' '.join(tokens(t)), label) for t, label in train])

    def answer(self, text):
        found = tokens(text)
        if not found:
            return None
        query = ' OR '.join('"%s"' % t for t in found)
        row = self.database.execute(
            'SELECT label FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT 1', (query,)).fetchone()
        return row and row[0]


class RapidFuzz:
    name = 'RapidFuzz (ratio, all texts)'
    limit = 300

    def __init__(self, train):
        from rapidfuzz import fuzz, process
        self.process, self.ratio = process, fuzz.ratio
        self.texts = [text for text, _ in train]
        self.labels = [label for _, label in train]

    def answer(self, text):
        found = self.process.extractOne(text, self.texts, scorer=self.ratio)
        return self.labels[found[2]] if found else None


class Floret:
    name = 'fastText (floret)'

    def __init__(self, train):
        import floret
        path = os.path.join(work, 'floret.txt')
        self.labels = sorted({label for _, label in train})
        numbers = {label: number for number, label in enumerate(self.labels)}
        with open(path, 'w', encoding='utf8') as file:
            for text, label in train:
                file.write('__label__%d %s\n' % (numbers[label], ' '.join(tokens(text))))
        self.model = floret.train_supervised(
            input=path, epoch=50, lr=0.5, wordNgrams=2, dim=100, bucket=200000, thread=1, verbose=0)

    def answer(self, text):
        # The wrapper's own predict() does not go with NumPy 2.
        found = self.model.f.predict(' '.join(tokens(text)) + '\n', 1, 0.0, 'strict')
        return self.labels[int(found[0][1].rsplit('_', 1)[1])] if found else None


class LinearSVC:
    name = 'scikit-learn LinearSVC'

    def __init__(self, train):
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.pipeline import make_pipeline, make_union
        from sklearn.svm import LinearSVC as SVC
        features = make_union(
            TfidfVectorizer(analyzer=words, sublinear_tf=True),
            TfidfVectorizer(analyzer='char_wb', ngram_range=(1, 4), sublinear_tf=True))
        self.model = make_pipeline(features, SVC(C=1.0, random_state=1))
        self.model.fit([text for text, _ in train], [label for _, label in train])

    def answer(self, text):
        return self.model.predict([text])[0]


PEERS = [Tantivy, BM25S, FTS5, RapidFuzz, Floret, LinearSVC]


def percentile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * share))]


def spread(test):
    """The messages ordered so that any number of the first has all labels as evenly as can be."""
    seen = {}
    numbered = []
    for place, row in enumerate(test):
        seen[row[1]] = seen.get(row[1], 0) + 1
        numbered.append((seen[row[1]], place, row))
    return [row for _, _, row in sorted(numbered)]


def measure(peer, train, test):
    start = time.process_time()
    model = peer(train)
    build = time.process_time() - start
    test = spread(test)[:getattr(peer, 'limit', 1000)]
    right, micros = 0, []
    for text, _ in test[:20]:
        model.answer(text)
    for text, label in test:
        start = time.thread_time_ns()
        answer = model.answer(text)
        micros.append((time.thread_time_ns() - start) / 1000)
        right += answer == label
    return {
        'accuracy': right / len(test), 'buildSeconds': build, 'p50Micros': percentile(micros, 0.5),
        'p99Micros': percentile(micros, 0.99), 'messages': len(test)}


def kefu(train_path, test_path, locale, classifier):
    out = os.path.join(work, 'kefu.json')
    command = [bench, 'match', '--train', train_path, '--messages', test_path, '--locale', locale, '--json', out,
               '--passes', '2']
    subprocess.run(command + (['--classifier'] if classifier else []), check=True, stdout=subprocess.DEVNULL)
    with open(out) as file:
        figures = json.load(file)
    figures['buildSeconds'] += figures['trainSeconds']
    return figures


def pieces(train, test):
    """Words, keywords and distances: what a stage does, beside a library that does only that."""
    result = {}
    texts = [text for text, _ in train]
    characters = sum(map(len, texts))

    def rate(body, seconds=1.0):
        body()
        runs, start = 0, time.process_time()
        while time.process_time() - start < seconds:
            body()
            runs += 1
        return runs / (time.process_time() - start)

    for name, load in (('rjieba', 'rjieba'), ('jieba', 'jieba')):
        try:
            module = __import__(load)
            sample = texts[:2000]
            size = sum(map(len, sample))
            cut = lambda: [list(module.cut(t)) for t in sample]
            result['%s: words, M characters/s' % name] = rate(cut) * size / 1e6
        except Exception as error:
            result['%s: words' % name] = 'missing: %s' % type(error).__name__
    keywords = sorted({t for text in texts[:3000] for t in words(text) if len(t) > 1})
    joined = '\n'.join(texts)
    try:
        import ahocorasick_rs
        automaton = ahocorasick_rs.AhoCorasick(keywords)
        result['ahocorasick-rs: %d keywords, M characters/s' % len(keywords)] = rate(
            lambda: automaton.find_matches_as_indexes(joined, overlapping=True)) * characters / 1e6
    except Exception as error:
        result['ahocorasick-rs'] = 'missing: %s' % type(error).__name__
    try:
        import ahocorasick
        other = ahocorasick.Automaton()
        for word in keywords:
            other.add_word(word, word)
        other.make_automaton()
        result['pyahocorasick: %d keywords, M characters/s' % len(keywords)] = rate(
            lambda: sum(1 for _ in other.iter(joined))) * characters / 1e6
    except Exception as error:
        result['pyahocorasick'] = 'missing: %s' % type(error).__name__
    try:
        from rapidfuzz import process
        from rapidfuzz.distance import Levenshtein
        left, right = texts[:200], texts[:2000]
        result['RapidFuzz: Levenshtein, M pairs/s'] = rate(
            lambda: process.cdist(left, right, scorer=Levenshtein.distance, workers=1)) * len(left) * len(right) / 1e6
    except Exception as error:
        result['RapidFuzz'] = 'missing: %s' % type(error).__name__
    # Kefu's own words, from its command.
    path = os.path.join(work, 'sentences.txt')
    with open(path, 'w', encoding='utf8') as file:
        file.write('\n'.join(texts[:2000]) + '\n')
    done = subprocess.run([bench, 'segment', '--input', path, '--output', os.devnull], capture_output=True, text=True)
    found = re.search(r'segment\s+([\d.]+) M', done.stderr)
    if found:
        result['Kefu: words, M Chinese characters/s'] = float(found.group(1))
    return result


def svg(report):
    """Accuracy against the median of a message, a panel a data set."""
    import math
    width, height = 380, 300
    parts = ['<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="11">'
             % (width * len(report['sets']), height + 20)]
    for panel, (name, systems) in enumerate(report['sets'].items()):
        known = {k: v for k, v in systems.items() if 'p50Micros' in v}
        low = min(v['accuracy'] for v in known.values()) - 0.03
        high = max(v['accuracy'] for v in known.values()) + 0.03
        left = panel * width
        parts.append('<text x="%d" y="16" font-weight="bold">%s: accuracy by µs a message</text>' % (left + 10, name))
        for power in range(1, 6):
            x = left + 30 + (power - 1) * 75
            parts.append('<line x1="%d" x2="%d" y1="25" y2="%d" stroke="#ddd"/>' % (x, x, height - 20))
            parts.append('<text x="%d" y="%d">10%s</text>' % (x, height - 6, '⁰¹²³⁴⁵'[power]))
        for system, figures in known.items():
            x = left + 30 + (math.log10(max(10, figures['p50Micros'])) - 1) * 75
            y = 30 + (height - 60) * (high - figures['accuracy']) / (high - low)
            colour = '#c33' if system.startswith('Kefu') else '#36c'
            parts.append('<circle cx="%.0f" cy="%.0f" r="4" fill="%s"/>' % (x, y, colour))
            parts.append('<text x="%.0f" y="%.0f">%s %.1f</text>' % (x + 6, y + 4, system, 100 * figures['accuracy']))
    return '\n'.join(parts + ['</svg>']) + '\n'


def markdown(report):
    lines = ['# Kefu beside its peers', '', '%s, %s. Made by `Benchmarks/peers/run`; see there for how.' % (
        report['date'], report['machine']), '',
        'Processor time, one thread. Peers are asked about 1 000 messages with all labels, RapidFuzz about 300, since it compares every text.', '']
    for name, systems in report['sets'].items():
        lines += ['## %s' % name, '', '| system | accuracy % | build s | p50 µs | p99 µs |',
                  '| --- | ---: | ---: | ---: | ---: |']
        for system, f in systems.items():
            if 'missing' in f:
                lines.append('| %s | missing: %s | | | |' % (system, f['missing']))
            else:
                lines.append('| %s | %.1f | %.2f | %.0f | %.0f |' % (
                    system, 100 * f['accuracy'], f['buildSeconds'], f['p50Micros'], f['p99Micros']))
        lines.append('')
    lines += ['## Ratios', '', '| what | target | measured | met |', '| --- | ---: | ---: | --- |']
    for what, target, value, met in report['ratios']:
        lines.append('| %s | %s | %.2f | %s |' % (what, target, value, 'yes' if met else 'no'))
    lines += ['', '## Parts', '', '| part | figure |', '| --- | ---: |']
    for name, value in report['parts'].items():
        lines.append('| %s | %s |' % (name, value if isinstance(value, str) else '%.2f' % value))
    return '\n'.join(lines) + '\n'


def ratios(sets):
    result = []
    for name, systems in sets.items():
        ours = systems.get('Kefu, all stages')
        if not ours:
            continue
        for peer, target in ((Tantivy, 0.8), (LinearSVC, 1 / 15)):
            other = systems.get(peer.name, {})
            if 'p50Micros' in other:
                ratio = ours['p50Micros'] / other['p50Micros']
                result.append(('%s: median of an answer ÷ %s' % (name, peer.name), '≤ %.2f' % target, ratio,
                               ratio <= target))
        ratio = ours['p99Micros'] / ours['p50Micros']
        result.append(('%s: p99 ÷ median' % name, '≤ 3', ratio, ratio <= 3))
        svm = systems.get(LinearSVC.name, {})
        if 'buildSeconds' in svm:
            ratio = ours['buildSeconds'] / svm['buildSeconds']
            result.append(('%s: training ÷ LinearSVC' % name, '≤ 1', ratio, ratio <= 1))
    return result


def main():
    global bench, work
    parser = argparse.ArgumentParser()
    for option in ('bench', 'data', 'shop', 'work', 'results'):
        parser.add_argument('--' + option, required=True)
    options = parser.parse_args()
    bench, work = options.bench, options.work
    sets = {}
    for name, locale in (('unionpay_faq', 'zh-Hans'), ('clinc150', 'en')):
        folder = os.path.join(options.data, name)
        if os.path.exists(os.path.join(folder, 'train.tsv')):
            sets[name] = (os.path.join(folder, 'train.tsv'), os.path.join(folder, 'test.tsv'), locale)
        else:
            print('peers: %s has no %s' % (options.data, name), file=sys.stderr)
    shop = os.path.join(work, 'shop.tsv')
    subprocess.run([bench, 'generate', '--variants', '10147', '--from', options.shop, '--output', shop], check=True)
    sets['ecommerce-zh'] = (shop, os.path.join(options.shop, 'tests/held-out.tsv'), 'zh-Hans')
    report = {
        'date': datetime.date.today().isoformat(),
        'machine': '%d cores %s' % (os.cpu_count(), platform.machine().replace('_', '-')), 'sets': {}}
    report['parts'], report['ratios'] = {}, []

    def save():
        # After each set, so that a run that is stopped leaves what it has.
        report['ratios'] = ratios(report['sets'])
        for suffix, text in (('md', markdown(report)), ('svg', svg(report)),
                             ('json', json.dumps(report, indent=1, ensure_ascii=False) + '\n')):
            with open(os.path.join(options.results, 'peers.' + suffix), 'w', encoding='utf8') as file:
                file.write(text)

    for name, (train_path, test_path, locale) in sets.items():
        train, test = rows(train_path), rows(test_path)
        systems = report['sets'][name] = {}
        systems['Kefu, stages 1–3'] = kefu(train_path, test_path, locale, False)
        for peer in PEERS:
            try:
                systems[peer.name] = measure(peer, train, test)
            except Exception as error:
                systems[peer.name] = {'missing': '%s: %s' % (type(error).__name__, str(error)[:80])}
            print('%s, %s: %s' % (name, peer.name, systems[peer.name]), file=sys.stderr)
        if not report['parts'] and is_chinese(train[0][0]):
            report['parts'] = pieces(train, test)
        save()
        systems['Kefu, all stages'] = kefu(train_path, test_path, locale, True)
        save()
    print(markdown(report))


main()
