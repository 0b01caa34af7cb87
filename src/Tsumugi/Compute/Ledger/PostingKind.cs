namespace Tsumugi.Compute.Ledger;

/// <summary>Why credits moved.</summary>
public enum PostingKind
{
    Award,

    /// <summary>The worst case of a job, when it is submitted.</summary>
    Reserve,

    /// <summary>What a job really used.</summary>
    Settle,

    /// <summary>What a job did not use of its reserve.</summary>
    Release,

    /// <summary>The infrastructure had failed, or accounting corrected itself.</summary>
    Refund,

    /// <summary>The period or the allocation ended.</summary>
    Lapse,

    /// <summary>From or to another allocation.</summary>
    Move,
}
