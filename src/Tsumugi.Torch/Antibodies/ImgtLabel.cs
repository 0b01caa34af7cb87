namespace Tsumugi.Torch.Antibodies;

/// <summary>A residue's place in the unique numbering of variable domains (Lefranc et al. 2003): 1 to 128, and a letter where residues are inserted.</summary>
/// <param name="Insertion">Empty, or <c>A</c> to <c>Z</c>, then <c>AA</c> to <c>ZZ</c>.</param>
public readonly record struct ImgtLabel(int Number, string Insertion)
{
    public ImgtLabel(int number) : this(number, "")
    {
    }

    public override string ToString() => $"{Number}{Insertion}";
}
