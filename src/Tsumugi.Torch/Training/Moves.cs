using Tsumugi.Torch.Adapters;
using Tsumugi.Torch.Encoders;

namespace Tsumugi.Torch.Training;

/// <summary>What of an encoder moves while it goes on learning.</summary>
public enum Moves
{
    /// <summary>Every parameter.</summary>
    All,

    /// <summary>Low-rank adapters alone.</summary>
    Adapters,

    /// <summary>Nothing: heads learn from what the encoder knows.</summary>
    Nothing,
}

/// <summary>Makes an encoder stand still as far as it may not move.</summary>
public static class MovesOfEncoder
{
    /// <param name="adapters">For <see cref="Moves.Adapters"/>; to be merged afterwards.</param>
    /// <exception cref="UnknownMapException">A pattern of the adapters chooses no map.</exception>
    public static void Allow(this Moves moves, Encoder encoder, AdapterConfig? adapters)
    {
        if (moves == Moves.Adapters)
            LowRank.Put(encoder, adapters!);
        else if (moves == Moves.Nothing)
            LowRank.Freeze(encoder);
    }
}
