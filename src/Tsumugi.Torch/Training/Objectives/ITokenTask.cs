namespace Tsumugi.Torch.Training.Objectives;

/// <summary>What is asked of the tokens of items that nobody labelled.</summary>
public interface ITokenTask
{
    /// <summary>Whether it asks for what comes next, of an encoder that must not see it.</summary>
    bool Causal { get; }

    /// <param name="items">Token ids with the beginning and the end marked.</param>
    /// <param name="step">What is random follows from it.</param>
    TokenQuestion Ask(IReadOnlyList<int[]> items, long step);
}
