namespace Tsumugi.Compute.Ledger;

/// <summary>The accounts that each allocation has; together they are always nothing.</summary>
public enum LedgerAccount
{
    /// <summary>Where credits come from and lapse to: below nothing by what was given.</summary>
    Programme,

    /// <summary>What jobs may still be submitted for.</summary>
    Available,

    /// <summary>Set aside for jobs that have not been settled.</summary>
    Reserved,

    /// <summary>What jobs used.</summary>
    Spent,

    /// <summary>What jobs used beyond anything that was left: the programme bears it.</summary>
    Borne,
}
