namespace Tsumugi.Client.UseCases;

/// <summary>Asks for genes that fit DNA, a protein or words: the body of <c>POST /api/v1/search</c>.</summary>
public sealed record SearchRequest
{
    /// <summary>Coding DNA, a protein's letters, or words; a FASTA header line is skipped.</summary>
    public required string Query { get; init; }

    /// <summary><c>dna</c>, <c>protein</c>, <c>text</c>, or <c>auto</c> to recognise it by its letters.</summary>
    public string View { get; init; } = "auto";

    /// <summary>The view of the genes that is compared with the query: <c>dna</c>, <c>protein</c> or <c>text</c>.</summary>
    public string Against { get; init; } = "protein";

    /// <summary>Model node; without it the newest connected model that the caller may use.</summary>
    public string? Model { get; init; }

    /// <summary>The project in whose name it is asked; null for none, or for that of the token.</summary>
    public string? Project { get; init; }

    /// <summary>How many genes, 1 to 100.</summary>
    public int Top { get; init; } = 10;
}

public sealed record SearchAnswer
{
    /// <summary>The model revision that answered.</summary>
    public required string Model { get; init; }

    /// <summary>The dataset revision that the genes come from.</summary>
    public required string Dataset { get; init; }

    /// <summary>The view that the query was read as.</summary>
    public required string View { get; init; }

    public required string Against { get; init; }

    /// <summary>Node of the recorded use: evidence that a use case can name.</summary>
    public required string Use { get; init; }

    public required IReadOnlyList<SearchHit> Hits { get; init; }
}

public sealed record SearchHit
{
    /// <summary>From 1.</summary>
    public required int Rank { get; init; }

    /// <summary>Cosine similarity, −1 to 1.</summary>
    public required double Score { get; init; }

    public required string LocusTag { get; init; }

    public required string Product { get; init; }

    /// <summary>Sequence record: accession with version.</summary>
    public required string Record { get; init; }

    /// <summary>First base, counted from 1.</summary>
    public required int Start { get; init; }

    /// <summary>Last base, included.</summary>
    public required int End { get; init; }

    public required string Strand { get; init; }

    /// <summary><c>train</c> or <c>heldout</c>: whether the model saw this gene in training.</summary>
    public required string Split { get; init; }
}
