namespace Tsumugi.Torch.Heads;

/// <summary>One item with what is known of it.</summary>
/// <param name="Tokens">With the beginning and the end marked.</param>
/// <param name="Targets">One number, or one for each output; NaN where unknown. For each position of the tokens where the head answers for positions.</param>
public sealed record Example(int[] Tokens, float[] Targets);
