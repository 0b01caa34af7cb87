using Tsumugi.Torch.Tokens;

namespace Tsumugi.Torch.Heads;

/// <summary>One item with what is known of it.</summary>
/// <param name="Targets">One number, or one for each output; NaN where unknown. For each position of the tokens where the head answers for positions.</param>
public sealed record Example(TokenizedItem Item, float[] Targets)
{
    /// <param name="tokens">Ids without anything beside them.</param>
    public Example(int[] tokens, float[] targets) : this(new TokenizedItem(tokens), targets)
    {
    }

    /// <summary>Ids, with the beginning and the end marked.</summary>
    public int[] Tokens
    {
        get => Item.Ids;
        init => Item = Item with { Ids = value };
    }
}
