namespace Tsumugi.Client.Models;

/// <summary>Asks a model about sequences or texts: the body of <c>POST /api/v1/models/INSTITUTION/NAME/infer</c>; FASTA text does, too.</summary>
public sealed record SequencesRequest
{
    public required IReadOnlyList<NamedSequence> Items { get; init; }

    /// <summary><c>dna</c>, <c>protein</c> or <c>text</c>; may be left out for a model that reads only one.</summary>
    public string? View { get; init; }

    /// <summary>What is wanted, of <c>embedding</c>, <c>scores</c>, <c>states</c> and <c>nearest</c>; without it all that the model has, but states.</summary>
    public IReadOnlyList<string>? Outputs { get; init; }

    /// <summary>The view of the genes that nearest compares with; without it the view of the items.</summary>
    public string? Against { get; init; }

    /// <summary>How many nearest genes for each item, 1 to 100.</summary>
    public int Top { get; init; } = 5;

    /// <summary>The project in whose name it is asked; null for none, or for that of the token.</summary>
    public string? Project { get; init; }

    /// <summary>A branch, tag, alias or the start of a revision; without it the main branch.</summary>
    public string? Revision { get; init; }
}

/// <param name="Name">Given back with the results; without it the item's number.</param>
public sealed record NamedSequence(string Sequence, string? Name = null);

public sealed record SequencesAnswer
{
    /// <summary>The model revision that answered.</summary>
    public required string Model { get; init; }

    public required string View { get; init; }

    /// <summary>Node under which this use is counted, on the thread within a minute or so.</summary>
    public required string Use { get; init; }

    /// <summary>In the order of the request.</summary>
    public required IReadOnlyList<SequenceResult> Items { get; init; }
}

/// <summary>What a model says of one item; what was not asked for is null.</summary>
public sealed record SequenceResult
{
    public required string Name { get; init; }

    /// <summary>One vector for the whole item.</summary>
    public float[]? Embedding { get; init; }

    /// <summary>A number for each position: the log-probability that the model gives to what stands there.</summary>
    public float[]? Scores { get; init; }

    /// <summary>A vector for each position.</summary>
    public IReadOnlyList<float[]>? States { get; init; }

    public IReadOnlyList<NearestGene>? Nearest { get; init; }
}

/// <param name="Score">Cosine similarity, −1 to 1.</param>
/// <param name="Dataset">Node of the dataset revision that the gene comes from.</param>
/// <param name="Page">Address of the gene's page.</param>
/// <param name="Split"><c>train</c> or <c>heldout</c>: whether the model saw this gene in training.</param>
public sealed record NearestGene(int Rank, double Score, string LocusTag, string Product, string Split, string Dataset, string Page);
