namespace Tsumugi.Client.Jobs;

/// <summary>Retrieval between views on held-out genes: the file <c>output/retrieval.json</c> of a <c>measure</c> job.</summary>
public sealed record RetrievalReport
{
    /// <summary>How many genes were held out (queries and candidates alike).</summary>
    public required int HeldOut { get; init; }

    /// <summary>How many genes the dataset has in all views.</summary>
    public required int Genes { get; init; }

    public required IReadOnlyList<RetrievalFigures> Directions { get; init; }
}

/// <summary>Ranking quality of one direction by one method.</summary>
public sealed record RetrievalFigures
{
    /// <summary><c>dnaToProtein</c>, <c>proteinToDna</c>, <c>textToProtein</c>, <c>proteinToText</c>, <c>dnaToText</c>, <c>textToDna</c>.</summary>
    public required string Direction { get; init; }

    /// <summary><c>model</c>, or the baseline's name: <c>exact translation</c>, <c>BM25</c>.</summary>
    public required string Method { get; init; }

    /// <summary>Which genes are queries: <c>all</c>, or <c>named</c> for those whose product is not "hypothetical protein".</summary>
    public required string Subset { get; init; }

    public required int Queries { get; init; }

    public required int Candidates { get; init; }

    /// <summary>Share of queries with a right answer in first place, 0 to 1.</summary>
    public required double RecallAt1 { get; init; }

    public required double RecallAt10 { get; init; }

    /// <summary>Mean reciprocal rank, 0 to 1.</summary>
    public required double Mrr { get; init; }

    /// <summary>Expected recall@1 of a random ranking, given how many candidates are right for each query.</summary>
    public required double ChanceAt1 { get; init; }

    public required double ChanceAt10 { get; init; }

    /// <summary>True when pairs of these two views were trained on; false for what emerges from the integration.</summary>
    public required bool Trained { get; init; }
}
