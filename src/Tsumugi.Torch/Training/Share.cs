using TorchSharp;

namespace Tsumugi.Torch.Training;

/// <summary>The share of one step that one backward pass of one process takes: steps are split among processes, and by accumulation.</summary>
/// <param name="Step">From 0. Everything random must follow from it and from the items, never from how they are split.</param>
/// <param name="Part">From 0.</param>
/// <param name="Parts">How many the step is split into.</param>
public readonly record struct Share(int Step, int Part, int Parts)
{
    /// <returns>Every <see cref="Parts"/>-th item of the step; none where a step has fewer items than parts.</returns>
    public List<T> Of<T>(IReadOnlyList<T> items)
    {
        var mine = new List<T>(items.Count / Parts + 1);
        for (var i = Part; i < items.Count; i += Parts)
            mine.Add(items[i]);
        return mine;
    }
}

/// <param name="Loss">A scalar with its graph, the mean over <see cref="Weight"/>; null where the share has no items.</param>
/// <param name="Tokens">Unpadded tokens that went in.</param>
public readonly record struct StepResult(torch.Tensor? Loss, long Tokens)
{
    /// <summary>How many answers the loss is the mean of: shares of one step are averaged by it.</summary>
    public double Weight { get; init; } = Tokens;

    /// <summary>Floating-point operations of forward and backward, see <see cref="Flops"/>; 0 when nobody counted.</summary>
    public double Operations { get; init; }

    /// <summary>What is left to do once the loss has gone backward: gradients that it left at a border are carried on.</summary>
    public Action? AfterBackward { get; init; }

    /// <summary>What went in, kept on the disk when the step fails.</summary>
    public StepBatch? Batch { get; init; }
}

/// <summary>The items of one share.</summary>
/// <param name="Items">Their places in the training data.</param>
/// <param name="TokenIds">As the encoder saw them, item by item.</param>
public sealed record StepBatch(IReadOnlyList<int> Items, IReadOnlyList<int[]> TokenIds);
