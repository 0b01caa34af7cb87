using Tsumugi.Torch.Adapters;
using Tsumugi.Torch.Data;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Heads;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Tokens;
using Tsumugi.Torch.Training.Objectives;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Training;

/// <summary>Goes on training a model by the tasks of a recipe.</summary>
public sealed class TaskTraining : IDisposable
{
    /// <summary>A folder of its own: Hugging Face's libraries take a model that has such files beside it for an adapter alone.</summary>
    private const string AdapterFolder = "adapter";

    private readonly TasksRecipe _recipe;
    private readonly TrainingRun _run;
    private readonly Encoder _encoder;
    private readonly TokenHead _tokenHead;
    private readonly IVocabulary _vocabulary;
    private readonly Dictionary<string, TaskHead> _heads = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<Example>> _tests = new(StringComparer.Ordinal);
    private readonly Device _device;
    private bool _hasTokenHead;
    private PeftAdapter? _adapter;

    /// <param name="model">Folder of the model's files.</param>
    /// <exception cref="ParameterMismatchException">Its files do not hold exactly the model that they describe.</exception>
    public TaskTraining(TasksRecipe recipe, string model, TrainingRun run)
    {
        (_recipe, _run, _device) = (recipe, run, torch.device(recipe.Device));
        torch.manual_seed(run.Seed);
        _encoder = new(EncoderFolder.ReadConfig(model));
        _tokenHead = new(_encoder);
        _hasTokenHead = EncoderFolder.Load(model, _encoder, _tokenHead);
        _vocabulary = Tokenizers.LoadAny(_encoder.Config.View, model);

        // Heads of a model whose encoder moves would answer for one that is gone.
        if (recipe.Moves == Moves.Nothing)
        {
            foreach (var name in HeadFolder.Names(model))
                _heads[name] = HeadFolder.Load(model, name, _encoder);
        }
    }

    public Encoder Encoder => _encoder;

    /// <summary>How each head does on items that were held out: head → measure → value.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Measures { get; private set; } = new Dictionary<string, IReadOnlyDictionary<string, double>>();

    /// <summary>Items trained on, of all tasks.</summary>
    public long Trained { get; private set; }

    public long HeldOut => _tests.Values.Sum(test => (long)test.Count);

    /// <param name="rows">For each task of the recipe its data; they are gone through more than once.</param>
    /// <exception cref="UnfitDataException">The data do not go with the recipe.</exception>
    /// <exception cref="InvalidRecipeException">The recipe does not go with the model.</exception>
    /// <exception cref="LowCoverageException">The model's vocabulary knows less of the items than the recipe asks for.</exception>
    /// <exception cref="UnknownMapException">An adapter is asked for where there is no map.</exception>
    public TrainingSummary Run(IReadOnlyList<IEnumerable<DataRow>> rows, CancellationToken stop)
    {
        var tasks = _recipe.Tasks.Zip(rows).Select((pair, i) => Objective(pair.First, pair.Second, i)).ToList();
        _encoder.to(_device);
        _tokenHead.to(_device);
        foreach (var head in _heads.Values)
            head.to(_device);
        _recipe.Moves.Allow(_encoder, _recipe.Adapters);
        var objectives = tasks.Select(task => task.Objective).ToList();
        var weights = _recipe.Tasks.All(task => task.Weight is not null)
            ? [.. _recipe.Tasks.Select(task => task.Weight!.Value)]
            : Mixture.Weights([.. tasks.Select(task => task.Items)], _recipe.Temperature);
        var together = objectives.Count == 1 ? objectives[0] : new Mixture(objectives, weights, _run.Seed);
        Trained = tasks.Sum(task => task.Items);
        _run.Observer.Log(string.Join("; ", tasks.Index().Select(task => $"{Title(_recipe.Tasks[task.Index])}: {task.Item.Items} items, weight {weights[task.Index]:0.###}")) + ".");

        var summary = Learning.Run(_recipe.Kind, _encoder, together, objectives[0].Validation, _recipe.Schedule, _run, stop);
        if (_recipe.Moves == Moves.Adapters)
            _adapter = PeftAdapter.Of(_encoder, _recipe.Adapters!);
        LowRank.Merge(_encoder);
        Measures = _tests.Where(test => test.Value.Count > 0).ToDictionary(
            test => test.Key, test => Supervision.Measure(_encoder, _heads[test.Key], test.Value, _recipe.TokensPerStep, _device));
        return summary;
    }

    public void Save(string folder)
    {
        EncoderFolder.Save(folder, _encoder, _hasTokenHead ? _tokenHead : null, _vocabulary);
        foreach (var (name, head) in _heads)
            HeadFolder.Save(folder, name, head);
    }

    /// <summary>Writes the adapters that were merged into the model; nothing where it moved otherwise.</summary>
    /// <param name="folder">Of the model's files; they get one of their own in it.</param>
    /// <param name="model">Node of the model that it went on from.</param>
    public void SaveAdapter(string folder, string model) => _adapter?.Save(Path.Combine(folder, AdapterFolder), model);

    public void Dispose()
    {
        _adapter?.Dispose();
        _encoder.Dispose();
        _tokenHead.Dispose();
        foreach (var head in _heads.Values)
            head.Dispose();
    }

    private (IObjective Objective, long Items) Objective(TaskRecipe task, IEnumerable<DataRow> rows, int number)
    {
        // Each task draws for itself; the first as it would alone.
        var seed = number == 0 ? _run.Seed : (long)new CounterRandom(_run.Seed, "tasks").Bits(number, 0);
        var share = number == 0 ? _recipe.ValidationShare : 0;
        var reader = new ItemReader(_vocabulary, _encoder.Config.MaxTokens, task.Data);
        if (task.Data.ViewFault(_vocabulary.View) is { } wrong)
            throw new InvalidRecipeException(_recipe.Kind, [wrong]);
        if (task.Data.Time.Length > 0 && !_encoder.Config.Times)
            throw new InvalidRecipeException(_recipe.Kind, ["'time' goes with a model that was pretrained on records with time; this one reads none"]);
        if (task.Head is { } asked)
        {
            var labelled = LabelledItems.Of(asked, rows, reader, _encoder.Config.Width, Storing.Of(task.Data, _run, number));
            reader.Check(_run.Observer);
            var head = new TaskHead(labelled.Head);
            (_heads[asked.Name], _tests[asked.Name]) = (head, labelled.Test);
            return (new SupervisedObjective(asked.Name, _encoder, head, labelled.Train, _recipe.TokensPerStep, share, seed), labelled.Train.Count);
        }

        var question = task.Question!;
        if (question.IsCausal != _encoder.Config.Causal)
        {
            throw new InvalidRecipeException(_recipe.Kind, [question.IsCausal
                ? "'objective' is causal, and the model sees both sides of a token; ask for masked or spans"
                : $"'objective' is {question.Objective}, and the model sees only what stands before a token; ask for causal"]);
        }

        if (question.ViewFault(_vocabulary.View) is { } fault)
            throw new InvalidRecipeException(_recipe.Kind, [fault]);
        if (!_hasTokenHead)
            _run.Observer.Log("The model has no head over its vocabulary; a new one is begun.");
        _hasTokenHead = true;
        var (objective, items) = UnlabelledItems.Objective(question, (_encoder, _tokenHead), rows, reader, new(_recipe.TokensPerStep, share, seed), Storing.Of(task.Data, _run, number));
        reader.Check(_run.Observer);
        return (objective, items);
    }

    private static string Title(TaskRecipe task) => task.Head is { } head ? $"{head.Name} ({head.Kind})" : $"{task.Question!.Objective} on {task.Input}";
}
