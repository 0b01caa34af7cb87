using System.Diagnostics;
using Tsumugi.Client;
using static Tsumugi.Cli.TerminalLanguage;

namespace Tsumugi.Cli.Capturing;

/// <summary>Looks, waits until nothing changes, reads, delivers; whatever fails is tried again, and nothing is given up.</summary>
internal sealed class CaptureLoop
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    private readonly CaptureSettings _settings;
    private readonly Journal _journal;
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly CaptureClock _clock = new(DateTime.UtcNow, TimeSpan.Zero);
    private readonly ReadAcquisition _reader;
    private readonly Deliver _deliver;
    private readonly HubClient _hub;
    private readonly Dictionary<(string, string), (IReadOnlyList<SeenFile> Files, TimeSpan Since)> _changing = [];
    private readonly Dictionary<(string, string), (TimeSpan Next, TimeSpan Pause)> _later = [];
    private readonly Dictionary<(string, string), double> _shifts = [];
    private double? _ahead;

    public CaptureLoop(HubClient hub, CaptureSettings settings, Journal journal) =>
        (_hub, _settings, _journal, _reader, _deliver) = (hub, settings, journal, new(settings, journal), new(hub, settings, journal));

    /// <param name="once">Ends when everything that is complete is delivered or failed once, and nothing is still becoming quiet.</param>
    /// <returns>Whether all that is complete is on the hub.</returns>
    public async Task<bool> RunAsync(bool once, CancellationToken stop)
    {
        for (var looks = 0; ; looks++)
        {
            if (_clock.Look(DateTime.UtcNow, _watch.Elapsed) is not 0 and var jump)
                Shift(jump);
            Look(stop);
            await DeliverAsync(stop);
            if (once && (_changing.Count == 0 || looks > 0 && _changing.Values.All(one => _watch.Elapsed - one.Since < TimeSpan.FromSeconds(_settings.Quiet) && looks * _settings.Every > 2 * _settings.Quiet)))
                return _journal.All.All(entry => entry.CapturedAt is not null);
            await Task.Delay(TimeSpan.FromSeconds(once ? Math.Min(_settings.Every, Math.Max(0.05, _settings.Quiet / 2)) : _settings.Every), stop);
        }
    }

    /// <summary>The clock was set: what it said of everything that has not been announced yet is so much off.</summary>
    private void Shift(double jump)
    {
        Say(T($"この PC の時計が {jump:0} 秒動きました。計測の時刻を補正します。", $"This machine's clock was set by {jump:0} s; times of acquisitions are corrected."));
        foreach (var entry in _journal.All.Where(entry => entry.Capture is null).ToList())
            Remember(entry with { Shift = entry.Shift + jump });
        foreach (var key in _changing.Keys)
            _shifts[key] = _shifts.GetValueOrDefault(key) + jump;
    }

    private void Look(CancellationToken stop)
    {
        foreach (var folder in _settings.Folders)
        {
            try
            {
                foreach (var watched in Watched.In(folder, _settings.EachFile).ToList())
                    Look(watched, stop);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // A share that is away comes back.
                Say($"{folder}: {error.Message}");
            }
        }
    }

    private void Look(Watched watched, CancellationToken stop)
    {
        var (key, before) = ((watched.Folder, watched.Name), _journal.Find(watched));

        // What went away is no change: it was captured, and stays.
        if (before is not null && watched.Files.All(before.Seen.Contains) && (before.CapturedAt is not null || watched.Files.Count == before.Seen.Count))
        {
            _changing.Remove(key);
            return;
        }

        if (watched.Waits(_settings) is not null)
        {
            _changing.Remove(key);
            return;
        }

        if (!_changing.TryGetValue(key, out var known) || !known.Files.SequenceEqual(watched.Files))
            _changing[key] = known = (watched.Files, _watch.Elapsed);
        if (_watch.Elapsed - known.Since < TimeSpan.FromSeconds(_settings.Quiet))
            return;
        try
        {
            var read = _reader.Read(watched, before, _shifts.GetValueOrDefault(key), stop);
            if (read.Files.Count == 0)
                throw new IOException(string.Join('\n', read.Left));
            foreach (var left in read.Left)
                Say($"{watched.Name}: {left}");
            _journal.Write(before is { CapturedAt: not null } && before.Fingerprint == read.Fingerprint ? before with { Seen = read.Seen } : read);
            _changing.Remove(key);
            _shifts.Remove(key);
        }
        catch (SourceChangedException)
        {
            _changing[key] = (watched.Files, _watch.Elapsed);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // No room, or a file that cannot be read now: looked at again after the next quiet time.
            Say($"{watched.Name}: {error.Message}");
            _changing[key] = (watched.Files, _watch.Elapsed);
        }
    }

    private async Task DeliverAsync(CancellationToken stop)
    {
        foreach (var entry in _journal.All.Where(entry => entry.CapturedAt is null).ToList())
        {
            var key = (entry.Folder, entry.Name);
            if (_later.TryGetValue(key, out var later) && _watch.Elapsed < later.Next)
                continue;
            try
            {
                _ahead ??= Math.Round((await _hub.ClockAsync(stop) - DateTime.UtcNow).TotalSeconds);
                var done = await _deliver.RunAsync(entry, _ahead.Value, stop);
                _later.Remove(key);
                Say(T($"{entry.Name} → {done.Dataset}（{done.Files.Count} ファイル、{done.Files.Sum(file => file.Size):N0} バイト）", $"{entry.Name} → {done.Dataset} ({done.Files.Count} files, {done.Files.Sum(file => file.Size):N0} bytes)"));
            }
            catch (SourceChangedException)
            {
                // Read again once it is quiet; what is on the hub of it is found there.
                Remember(entry with { Seen = [], Problem = T("送る前に変わったので、読み直します。", "It changed before it was sent, and is read again.") });
            }
            catch (Exception error) when (error is HttpRequestException or HubRefusedException or IOException or UnauthorizedAccessException || (error is OperationCanceledException && !stop.IsCancellationRequested))
            {
                var pause = TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, Math.Max(_settings.Every, 2 * later.Pause.TotalSeconds)));
                _later[key] = (_watch.Elapsed + pause, pause);
                if (entry.Problem != error.Message)
                    Say($"{entry.Name}: {error.Message}");
                Remember((_journal.All.FirstOrDefault(one => one.Folder == entry.Folder && one.Name == entry.Name) ?? entry) with { Problem = error.Message });
            }
        }

        _ahead = null;
    }

    private void Remember(JournalEntry entry)
    {
        try
        {
            _journal.Write(entry);
        }
        catch (IOException error)
        {
            Say($"{_journal.State}: {error.Message}");
        }
    }

    private static void Say(string text) => Console.Error.WriteLine(text);
}
