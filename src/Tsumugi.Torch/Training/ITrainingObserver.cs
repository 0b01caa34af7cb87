namespace Tsumugi.Torch.Training;

/// <summary>Hears how a run goes.</summary>
public interface ITrainingObserver
{
    void Progress(string phase, long step, long total);

    void Metric(string name, long step, double value);

    void Log(string text);
}
