namespace Tsumugi.Torch.Antibodies;

/// <summary>A sequence with IMGT's numbers on the residues of its variable domain, or why it has none.</summary>
public sealed record NumberedSequence
{
    /// <summary>H (heavy), L (lambda) or K (kappa); null when it could not be numbered.</summary>
    public char? Chain { get; init; }

    /// <summary>Mean logit over the numbered residues; below <see cref="AntibodyNumbering.LeastScore"/> it is no antibody.</summary>
    public double Score { get; init; }

    /// <summary>One for each residue of the sequence; null outside the domain.</summary>
    public required IReadOnlyList<ImgtLabel?> Labels { get; init; }

    public string? Problem { get; init; }

    internal static NumberedSequence Refused(string sequence, string problem, double score = 0) =>
        new() { Labels = new ImgtLabel?[sequence.Length], Problem = problem, Score = score };
}
