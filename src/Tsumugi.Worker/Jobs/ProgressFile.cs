using System.Text.Json;
using Tsumugi.Client.Jobs;
using Tsumugi.Torch.Training;

namespace Tsumugi.Worker.Jobs;

/// <summary>Appends whole lines to <c>progress.ndjson</c>; after the first hundred steps a metric is written at most five times a second.</summary>
internal sealed class ProgressFile : ITrainingObserver, IDisposable
{
    private const int ToldWhole = 100;

    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(200);

    private readonly FileStream _file;
    private readonly TimeProvider _clock;
    private readonly Dictionary<string, (DateTimeOffset At, long Step)> _told = [];

    public ProgressFile(string path, TimeProvider clock)
    {
        _clock = clock;
        _file = new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

        // A worker that was killed may have left half a line.
        if (_file.Length > 0)
            _file.Write("\n"u8);
    }

    public void Progress(string phase, long step, long total)
    {
        if (Due("progress " + phase, step) || step == total)
            Write(new() { At = _clock.GetUtcNow(), Kind = ProgressKind.Progress, Phase = phase, Step = step, Total = total });
    }

    public void Metric(string name, long step, double value)
    {
        if (double.IsFinite(value) && Due(name, step))
            Write(new() { At = _clock.GetUtcNow(), Kind = ProgressKind.Metric, Name = name, Step = step, Value = value });
    }

    public void Log(string text) => Write(new() { At = _clock.GetUtcNow(), Kind = ProgressKind.Log, Text = text });

    public void Dispose() => _file.Dispose();

    private bool Due(string what, long step)
    {
        var now = _clock.GetUtcNow();
        if (_told.TryGetValue(what, out var last) && now - last.At < Between && step > ToldWhole)
            return false;
        _told[what] = (now, step);
        return true;
    }

    private void Write(ProgressLine line) => _file.Write([.. JsonSerializer.SerializeToUtf8Bytes(line, JobJson.Default.ProgressLine), (byte)'\n']);
}
