namespace Tsumugi.Hub;

/// <summary>Where the hub keeps its state, and what it may use of the machine.</summary>
public sealed record HubOptions
{
    /// <summary>The state folder: records, content, jobs, keys.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Program that runs jobs and serves models; started as a child process.</summary>
    public required string WorkerPath { get; init; }

    /// <summary>Folder of the recipes that ship with the hub.</summary>
    public required string RecipeFolder { get; init; }

    /// <summary>How many jobs the local executor runs at a time.</summary>
    public int LocalJobs { get; init; } = 1;

    /// <summary>Files above this many bytes are asked for in parts of it, where the client can.</summary>
    public long MultipartBytes { get; init; } = 256 << 20;

    /// <summary>Bytes of plain copies that questions in SQL are answered from; the least used go first.</summary>
    public long TableCopyBytes { get; init; } = 4L << 30;

    public string Records => Path.Combine(DataFolder, "records.db");

    public string Content => Path.Combine(DataFolder, "content");

    public string Jobs => Path.Combine(DataFolder, "jobs");

    /// <summary>Plain copies of tables; may be deleted at any time.</summary>
    public string Tables => Path.Combine(DataFolder, "tables");

    public string Keys => Path.Combine(DataFolder, "keys");
}
