using System.Diagnostics;
using System.Runtime.InteropServices;
using Tsumugi.Torch.Recipes;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Training;

/// <summary>All tensors of a run's state record, and when they go to the disk. The first process writes; all begin from what it reads.</summary>
internal sealed class KeptState : IDisposable
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(10);

    /// <summary>Writing takes at most one part in so many of the time.</summary>
    private const int Spared = 20;

    /// <summary>What one broadcast carries, at most.</summary>
    private const int MostAtOnce = 1 << 28;

    private readonly IReadOnlyList<TrainedParameter> _parameters;
    private readonly Schedule _schedule;
    private readonly TrainingRun _run;
    private readonly Optimizer _optimizer;
    private readonly Checkpoint _checkpoint;
    private readonly Stopwatch _since = Stopwatch.StartNew();
    private TimeSpan _took;
    private int _saved = -1;

    public KeptState(IReadOnlyList<TrainedParameter> parameters, Schedule schedule, TrainingRun run, Optimizer optimizer)
    {
        (_parameters, _schedule, _run, _optimizer) = (parameters, schedule, run, optimizer);
        _checkpoint = new(run.Folder, run.Identity);
        Average = schedule.AverageDecay > 0 ? new("average", parameters) : null;
        Best = schedule.Patience > 0 ? new("best", parameters) : null;
    }

    /// <summary>The exponential moving average of the weights; null when the recipe has none.</summary>
    public WeightCopy? Average { get; }

    /// <summary>The weights of the best validation measure; null when the recipe does not end early.</summary>
    public WeightCopy? Best { get; }

    private IEnumerable<(string Name, Tensor Tensor)> Tensors =>
        _parameters.Select(row => (row.Name, row.Tensor)).Concat(_optimizer.State).Concat(Average?.State ?? []).Concat(Best?.State ?? []);

    public TrainingState Restore()
    {
        var state = TrainingState.Beginning;
        if (_run.Ranks.Rank == 0)
            state = _checkpoint.Restore(Tensors);
        if (_run.Ranks.Size > 1)
            state = Share(state);
        _saved = state.Step;
        if (state.Step > 0)
            _run.Observer.Log($"Going on from the checkpoint at step {state.Step}.");
        return state;
    }

    public void SaveIfDue(TrainingState state)
    {
        var isDue = _schedule.CheckpointEvery > 0
            ? state.Step % _schedule.CheckpointEvery == 0
            : _since.Elapsed > Between && _since.Elapsed > _took * Spared;
        if (isDue)
            SaveOrSay(state);
    }

    /// <summary>A full disk does not end a run that could go on without: it is said, and tried again when the next is due.</summary>
    public void SaveOrSay(TrainingState state)
    {
        try
        {
            Save(state);
        }
        catch (CheckpointException error)
        {
            _run.Observer.Log(error.Message);
        }
    }

    /// <exception cref="CheckpointException">When it cannot be written.</exception>
    public void Save(TrainingState state)
    {
        _since.Restart();
        if (_run.Ranks.Rank != 0 || state.Step == _saved)
            return;
        _checkpoint.Save(Tensors, state);
        (_saved, _took) = (state.Step, _since.Elapsed);
    }

    public void Dispose()
    {
        Average?.Dispose();
        Best?.Dispose();
    }

    private TrainingState Share(TrainingState state)
    {
        var json = state.ToJson();
        Span<byte> length = stackalloc byte[sizeof(int)];
        MemoryMarshal.Write(length, json.Length);
        _run.Ranks.Broadcast(length);
        Array.Resize(ref json, MemoryMarshal.Read<int>(length));
        _run.Ranks.Broadcast(json);
        foreach (var (_, tensor) in Tensors)
        {
            using var off = no_grad();
            using var scope = NewDisposeScope();
            var numbers = tensor.detach().cpu().contiguous().view(-1);
            for (var at = 0L; at < numbers.numel(); at += MostAtOnce / sizeof(float))
                _run.Ranks.Broadcast(numbers.narrow(0, at, Math.Min(MostAtOnce / sizeof(float), numbers.numel() - at)).bytes);
            tensor.copy_(numbers.view(tensor.shape));
        }

        return TrainingState.FromJson(json);
    }
}
