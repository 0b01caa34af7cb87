namespace Tsumugi.Merging;

/// <summary>A tensor's numbers do not allow the merge that was asked for.</summary>
public sealed class UnmergeableTensorException(string tensor, string problem) : Exception($"Tensor '{tensor}' cannot be merged: {problem}.")
{
    public string Tensor => tensor;
}
