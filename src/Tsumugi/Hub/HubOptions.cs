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

    /// <summary>How long a content is kept after the last that referred to it went.</summary>
    public TimeSpan CollectGrace { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How long what was uploaded waits for the commit that refers to it. Clients remember for up to 7 days what they were told is here.</summary>
    public TimeSpan UncommittedLife { get; init; } = TimeSpan.FromDays(14);

    /// <summary>How long the files of a deleted repository are kept; creating it again until then brings them back.</summary>
    public TimeSpan DeletedLife { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long collecting waits for uploads under way before it leaves the rest for the next round.</summary>
    public TimeSpan CollectPatience { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>The time between two rounds of collecting; the first comes this long after the start.</summary>
    public TimeSpan CollectEvery { get; init; } = TimeSpan.FromHours(6);

    /// <summary>How fast the store is read again to look for damage.</summary>
    public long ScrubBytesPerSecond { get; init; } = 16 << 20;

    /// <summary>How long a xorb is trusted before it is read again.</summary>
    public TimeSpan ScrubEvery { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Where the bytes of files lie when not in the state folder.</summary>
    public S3Options? ObjectStore { get; init; }

    /// <summary>The address under which the world knows this hub; null for that of its DOIs, or where it listens.</summary>
    public Uri? PublicAddress { get; init; }

    /// <summary>With whom people may sign in, beside the hub's own logins.</summary>
    public IReadOnlyList<OidcProvider> Providers { get; init; } = [];

    /// <summary>Through which server people are told by e-mail; null for none.</summary>
    public MailOptions? Mail { get; init; }

    /// <summary>Whether people's webhooks may lead to addresses that only the hub's own network reaches.</summary>
    public bool WebhooksInside { get; init; }

    /// <summary>Whether catalogues that are harvested may lie at addresses that only the hub's own network reaches.</summary>
    public bool HarvestInside { get; init; }

    /// <summary>Between two questions to one catalogue that is harvested.</summary>
    public TimeSpan HarvestPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Who registers DOIs; null when this hub mints none.</summary>
    public DoiOptions? Doi { get; init; }

    /// <summary>Bytes of plain copies that questions in SQL are answered from; the least used go first.</summary>
    public long TableCopyBytes { get; init; } = 4L << 30;

    public InferenceOptions Inference { get; init; } = new();

    public ExploratoryPolicy Exploratory { get; init; } = new();

    public SlurmPace Slurm { get; init; } = new();

    public ProgrammeOptions Programme { get; init; } = new();

    public string Records => Path.Combine(DataFolder, "records.db");

    public string Content => Path.Combine(DataFolder, "content");

    /// <summary>Ontologies of diseases that an operator imported.</summary>
    public string Ontologies => Path.Combine(DataFolder, "ontologies");

    /// <summary>Templates of evaluation sheets that the programme office put in place.</summary>
    public string Templates => Path.Combine(DataFolder, "templates");

    public string Jobs => Path.Combine(DataFolder, "jobs");

    /// <summary>Plain copies of tables; may be deleted at any time.</summary>
    public string Tables => Path.Combine(DataFolder, "tables");

    /// <summary>Stores of links; may be deleted at any time, and are built again.</summary>
    public string Links => Path.Combine(DataFolder, "links");

    /// <summary>The catalogue's index; may be deleted at any time, and is made again.</summary>
    public string Catalogue => Path.Combine(DataFolder, "catalogue");

    /// <summary>Uses of models that are not on the thread yet.</summary>
    public string Uses => Path.Combine(DataFolder, "uses");

    public string Keys => Path.Combine(DataFolder, "keys");
}
