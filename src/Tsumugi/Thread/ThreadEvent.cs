namespace Tsumugi.Thread;

/// <summary>One record of the journal. Once written it never changes.</summary>
public sealed record ThreadEvent
{
    /// <summary>1, 2, 3 … without gaps.</summary>
    public required long Seq { get; init; }

    /// <summary>When it was written, UTC, to the microsecond.</summary>
    public required DateTime At { get; init; }

    /// <summary>Who did it: a person's node, or <c>hub:self</c>.</summary>
    public required string Actor { get; init; }

    /// <summary>What happened, in the past tense: <c>dataset.revised</c>, <c>job.succeeded</c> …</summary>
    public required string Kind { get; init; }

    /// <summary>The node it happened to.</summary>
    public required string Subject { get; init; }

    /// <summary>The facts, as one line of JSON.</summary>
    public required string Body { get; init; }

    /// <summary>The ties it made, as one line of JSON: <c>[["from","relation","to"], …]</c>.</summary>
    public required string Ties { get; init; }

    /// <summary>SHA-256 over the hash before it and this record's own text: see <see cref="HashChain"/>.</summary>
    public required byte[] Hash { get; init; }
}

/// <summary>A tie from what came later to what it came from: <c>model --madeBy--> job --used--> dataset</c>.</summary>
public sealed record Tie(NodeRef From, string Relation, NodeRef To);

/// <summary>What a use case asks the thread to write down, with the change itself.</summary>
public sealed record ThreadEntry
{
    public required NodeRef Actor { get; init; }

    public required string Kind { get; init; }

    public required NodeRef Subject { get; init; }

    /// <summary>Facts that a later reader needs; serialised in the order given.</summary>
    public IReadOnlyDictionary<string, object?> Facts { get; init; } = new Dictionary<string, object?>();

    public IReadOnlyList<Tie> Ties { get; init; } = [];
}

/// <summary>Relations between nodes; the left end is always the one that came from the right end.</summary>
public static class Relations
{
    /// <summary>A request for data, and what was or is to be done about it.</summary>
    public const string AnsweredBy = "answeredBy";

    /// <summary>A request for data, and the model that is to learn from them.</summary>
    public const string AskedFor = "askedFor";

    public const string BelongsTo = "belongsTo";

    /// <summary>Holds nothing of what was withdrawn from an earlier revision, as a steward confirmed: does not come from it, whatever leads there.</summary>
    public const string ClearedOf = "clearedOf";

    public const string CompletedBy = "completedBy";

    /// <summary>A model that sites trained together: whose data gave what share is among its facts.</summary>
    public const string ContributedBy = "contributedBy";

    public const string DerivedFrom = "derivedFrom";
    public const string EvidencedBy = "evidencedBy";
    public const string LedBy = "ledBy";
    public const string MadeBy = "madeBy";
    public const string MadeInProgramme = "madeInProgramme";
    public const string MadeWith = "madeWith";
    public const string Measured = "measured";
    public const string MemberOf = "memberOf";

    /// <summary>Two records of one human being became one.</summary>
    public const string MergedInto = "mergedInto";

    public const string PaidFrom = "paidFrom";
    public const string RevisionOf = "revisionOf";
    public const string RunBy = "runBy";
    public const string SameContentAs = "sameContentAs";
    public const string Used = "used";
    public const string UsedBy = "usedBy";
}
