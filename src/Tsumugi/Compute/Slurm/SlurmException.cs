namespace Tsumugi.Compute.Slurm;

/// <summary>How a question to Slurm went wrong.</summary>
internal enum SlurmTrouble
{
    /// <summary>No connection was made, or nobody let in: nothing can have arrived.</summary>
    NotReached,

    /// <summary>It may have arrived; no answer that can be read came back.</summary>
    Unsure,

    /// <summary>Slurm refused it, and says why.</summary>
    Refused,
}

/// <summary>Thrown when Slurm did not do what it was asked.</summary>
/// <param name="code">Slurm's own number (slurm_errno.h); 0 when there is none.</param>
internal sealed class SlurmException(SlurmTrouble trouble, string message, int code = 0, Exception? cause = null) : Exception(message, cause)
{
    public SlurmTrouble Trouble => trouble;

    public int Code => code;

    /// <summary>Slurm does not know the account or the quality of service: it may be told of them later.</summary>
    public bool IsAboutTheAccount => trouble == SlurmTrouble.Refused && code is InvalidAccount or InvalidQos;

    /// <summary>The job would break a limit. Which one, slurmrestd does not say.</summary>
    public bool IsAboutALimit => trouble == SlurmTrouble.Refused && code == AccountingPolicy;

    /// <summary>Every other job would meet the same: no answer, or the hub's own account is refused.</summary>
    public bool IsAboutTheSite => trouble != SlurmTrouble.Refused || code is AccessDenied or InvalidAccount;

    // slurm_errno.h: ESLURM_ACCESS_DENIED, ESLURM_INVALID_ACCOUNT, ESLURM_INVALID_QOS, ESLURM_ACCOUNTING_POLICY
    private const int AccessDenied = 2002;
    private const int InvalidAccount = 2045;
    private const int InvalidQos = 2066;
    private const int AccountingPolicy = 2050;
}
